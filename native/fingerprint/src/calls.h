/**
 * The way back to JavaScript: promises and listeners that wait for the GLib thread, each under a number. They are touched
 * on JavaScript's thread alone; the GLib thread knows the numbers.
 */
#pragma once

#include <napi.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>

namespace fingerprint {

using CallId = std::uint32_t;

/** Builds a value out of plain data, on JavaScript's thread. */
using MakeValue = std::function<Napi::Value(Napi::Env)>;

class Calls {
 public:
  explicit Calls(Napi::Env env);

  struct Begun {
    CallId id;
    Napi::Promise promise;
  };
  /** On JavaScript's thread. Keeps Node's loop alive until it is settled; an empty `listener` hears nothing. */
  Begun Begin(Napi::Env env, Napi::Function listener);

  /** Any thread: calls the listener. */
  void Tell(CallId id, MakeValue value);
  /** Any thread: resolves the promise and forgets the call. */
  void Settle(CallId id, MakeValue value);

  /** On JavaScript's thread, as the environment ends: nothing is passed on any more. */
  void End();

 private:
  struct Waiting {
    Napi::Promise::Deferred deferred;
    Napi::FunctionReference listener;
  };
  struct Message {
    CallId id;
    bool last;
    MakeValue value;
  };

  void Post(std::unique_ptr<Message> message);
  static void Deliver(napi_env env, napi_value, void* context, void* data);
  void Take(Napi::Env env, const Message& message);

  std::map<CallId, Waiting> waiting_;
  CallId last_id_ = 0;
  napi_threadsafe_function to_javascript_ = nullptr;
  std::mutex mutex_;
  /** Guarded by `mutex_`. */
  bool ended_ = false;
};

}  // namespace fingerprint
