/** What JavaScript sees: `list()` and the class `Reader`; index.ts gives them types. */
#include <napi.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "calls.h"
#include "glib_thread.h"
#include "readers.h"
#include "session.h"

namespace fingerprint {
namespace {

struct Addon {
  explicit Addon(Napi::Env env) : calls(std::make_shared<Calls>(env)) {
    // Hooks run in the reverse order: before that of the thread-safe function, which deletes it.
    env.AddCleanupHook([ending = calls] { ending->End(); });
  }

  const std::shared_ptr<Calls> calls;
};

std::shared_ptr<Calls> CallsOf(Napi::Env env) { return env.GetInstanceData<Addon>()->calls; }

Napi::Value List(const Napi::CallbackInfo& info) {
  const auto calls = CallsOf(info.Env());
  const auto [id, promise] = calls->Begin(info.Env(), Napi::Function());
  OnGlibThread([calls, id = id] {
    calls->Settle(id, [found = ListReaders()](Napi::Env env) -> Napi::Value {
      auto list = Napi::Array::New(env, found.size());
      for (std::uint32_t i = 0; i < found.size(); i++) {
        auto entry = Napi::Object::New(env);
        entry.Set("driver", found[i].driver);
        entry.Set("id", found[i].id);
        entry.Set("name", found[i].name);
        list.Set(i, entry);
      }
      return list;
    });
  });
  return promise;
}

/** Arguments come from index.ts alone, which has their types checked. */
class Reader : public Napi::ObjectWrap<Reader> {
 public:
  static Napi::Function Define(Napi::Env env) {
    return DefineClass(env, "Reader",
                       {InstanceMethod<&Reader::Open>("open"), InstanceMethod<&Reader::Verify>("verify"),
                        InstanceMethod<&Reader::Enrol>("enrol"), InstanceMethod<&Reader::Cancel>("cancel"),
                        InstanceMethod<&Reader::Close>("close")});
  }

  explicit Reader(const Napi::CallbackInfo& info)
      : Napi::ObjectWrap<Reader>(info),
        calls_(CallsOf(info.Env())),
        session_(std::make_shared<Session>(calls_, info[0].As<Napi::String>().Utf8Value(),
                                           info[1].As<Napi::String>().Utf8Value())) {}

  ~Reader() override {
    OnGlibThread([session = session_] { session->Close(std::nullopt); });
  }

 private:
  Napi::Value Open(const Napi::CallbackInfo& info) {
    const auto watch = calls_->Begin(info.Env(), info[0].As<Napi::Function>());
    const auto call = calls_->Begin(info.Env(), Napi::Function());
    OnGlibThread([session = session_, call = call.id, watch = watch.id] { session->Open(call, watch); });
    return call.promise;
  }

  Napi::Value Verify(const Napi::CallbackInfo& info) {
    const auto print = info[0].As<Napi::Uint8Array>();
    // Wiped by the session; JavaScript's own copy is its caller's.
    auto bytes = std::make_shared<std::vector<std::uint8_t>>(print.Data(), print.Data() + print.ByteLength());
    const auto call = calls_->Begin(info.Env(), info[1].As<Napi::Function>());
    OnGlibThread([session = session_, call = call.id, bytes = std::move(bytes)] { session->Verify(call, *bytes); });
    return call.promise;
  }

  Napi::Value Enrol(const Napi::CallbackInfo& info) {
    const auto call = calls_->Begin(info.Env(), info[0].As<Napi::Function>());
    OnGlibThread([session = session_, call = call.id] { session->Enrol(call); });
    return call.promise;
  }

  void Cancel(const Napi::CallbackInfo&) {
    OnGlibThread([session = session_] { session->Cancel(); });
  }

  Napi::Value Close(const Napi::CallbackInfo& info) {
    const auto call = calls_->Begin(info.Env(), Napi::Function());
    OnGlibThread([session = session_, call = call.id] { session->Close(call); });
    return call.promise;
  }

  const std::shared_ptr<Calls> calls_;
  const std::shared_ptr<Session> session_;
};

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  env.SetInstanceData(new Addon(env));
  exports.Set("list", Napi::Function::New(env, List, "list"));
  exports.Set("Reader", Reader::Define(env));
  return exports;
}

}  // namespace
}  // namespace fingerprint

static Napi::Object Init(Napi::Env env, Napi::Object exports) { return fingerprint::Init(env, exports); }
NODE_API_MODULE(NODE_GYP_MODULE_NAME, Init)
