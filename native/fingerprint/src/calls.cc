#include "calls.h"

#include <utility>

namespace fingerprint {

Calls::Calls(Napi::Env env) {
  const napi_value name = Napi::String::New(env, "fingerprint");
  // One user: the GLib thread, which holds on to it for good.
  const napi_status made = napi_create_threadsafe_function(env, nullptr, nullptr, name, 0, 1, nullptr, nullptr,
                                                           this, Deliver, &to_javascript_);
  if (made != napi_ok) {
    ended_ = true;
    return;
  }
  napi_unref_threadsafe_function(env, to_javascript_);
}

Calls::Begun Calls::Begin(Napi::Env env, Napi::Function listener) {
  if (waiting_.empty()) napi_ref_threadsafe_function(env, to_javascript_);
  const CallId id = ++last_id_;
  auto deferred = Napi::Promise::Deferred::New(env);
  const auto promise = deferred.Promise();
  waiting_.emplace(id, Waiting{std::move(deferred),
                               listener.IsEmpty() ? Napi::FunctionReference() : Napi::Persistent(listener)});
  return {id, promise};
}

void Calls::Tell(CallId id, MakeValue value) {
  Post(std::make_unique<Message>(Message{id, false, std::move(value)}));
}

void Calls::Settle(CallId id, MakeValue value) {
  Post(std::make_unique<Message>(Message{id, true, std::move(value)}));
}

void Calls::End() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    ended_ = true;
  }
  waiting_.clear();
}

void Calls::Post(std::unique_ptr<Message> message) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (ended_) return;
  if (napi_call_threadsafe_function(to_javascript_, message.get(), napi_tsfn_nonblocking) == napi_ok) {
    static_cast<void>(message.release());
  } else {
    // It is closing, and may not be touched again.
    ended_ = true;
  }
}

void Calls::Deliver(napi_env env, napi_value, void* context, void* data) {
  const std::unique_ptr<Message> message(static_cast<Message*>(data));
  // Without an environment there is nobody left to tell.
  if (env != nullptr) static_cast<Calls*>(context)->Take(Napi::Env(env), *message);
}

void Calls::Take(Napi::Env env, const Message& message) {
  const auto found = waiting_.find(message.id);
  if (found == waiting_.end()) return;
  const Napi::Value value = message.value(env);
  if (message.last) {
    Waiting waiting = std::move(found->second);
    waiting_.erase(found);
    waiting.deferred.Resolve(value);
    if (waiting_.empty()) napi_unref_threadsafe_function(env, to_javascript_);
  } else if (!found->second.listener.IsEmpty()) {
    // Never throws: index.ts sees to that.
    found->second.listener.Call({value});
  }
}

}  // namespace fingerprint
