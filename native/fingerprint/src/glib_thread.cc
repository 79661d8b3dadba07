#include "glib_thread.h"

#include <glib.h>

#include <deque>
#include <mutex>
#include <utility>

namespace fingerprint {
namespace {

/** Messages of the libraries are no part of the station's log; what went wrong comes back as an error. */
void Discard(const gchar* domain, GLogLevelFlags level, const gchar* message, gpointer data) {
  // The process ends with this one: its last words stay.
  if ((level & G_LOG_FLAG_FATAL) != 0) g_log_default_handler(domain, level, message, data);
}

class GlibThread {
 public:
  /** Never destroyed: its thread may run while the process exits. */
  static GlibThread& Instance() {
    static auto* const instance = new GlibThread();
    return *instance;
  }

  void Post(std::function<void()> work) {
    const std::lock_guard<std::mutex> lock(mutex_);
    queue_.push_back(std::move(work));
    g_source_set_ready_time(source_, 0);
  }

 private:
  GlibThread() {
    g_log_set_default_handler(Discard, nullptr);
    // A source does not recurse: listing devices iterates the context, and no other work may begin meanwhile.
    source_ = g_source_new(&functions_, sizeof(GSource));
    g_source_set_callback(source_, RunNext, this, nullptr);
    g_source_attach(source_, nullptr);
    g_thread_unref(g_thread_new("fingerprint", Run, nullptr));
  }

  static gpointer Run(gpointer) {
    g_main_loop_run(g_main_loop_new(nullptr, FALSE));
    return nullptr;
  }

  static gboolean Dispatch(GSource*, GSourceFunc callback, gpointer data) { return callback(data); }

  static gboolean RunNext(gpointer data) {
    auto* const self = static_cast<GlibThread*>(data);
    std::function<void()> work;
    {
      const std::lock_guard<std::mutex> lock(self->mutex_);
      if (!self->queue_.empty()) {
        work = std::move(self->queue_.front());
        self->queue_.pop_front();
      }
      g_source_set_ready_time(self->source_, self->queue_.empty() ? -1 : 0);
    }
    if (work) work();
    return G_SOURCE_CONTINUE;
  }

  GSourceFuncs functions_ = {nullptr, nullptr, Dispatch, nullptr, nullptr, nullptr};
  GSource* source_;
  std::mutex mutex_;
  std::deque<std::function<void()>> queue_;
};

}  // namespace

void OnGlibThread(std::function<void()> work) { GlibThread::Instance().Post(std::move(work)); }

}  // namespace fingerprint
