#include "session.h"

#include <string.h>

#include <utility>

#include "print_form.h"
#include "readers.h"

namespace fingerprint {
namespace {

using Self = std::shared_ptr<Session>;

/** The session lives for as long as libfprint may call back. */
gpointer Keep(Self self) { return new Self(std::move(self)); }
Self Kept(gpointer data) {
  const std::unique_ptr<Self> held(static_cast<Self*>(data));
  return *held;
}

const char* RetryReason(const GError* error) {
  switch (error->code) {
    case FP_DEVICE_RETRY_TOO_SHORT:
      return "too-short";
    case FP_DEVICE_RETRY_CENTER_FINGER:
      return "centre-finger";
    case FP_DEVICE_RETRY_REMOVE_FINGER:
      return "remove-finger";
    default:
      return "general";
  }
}

const char* ErrorCode(const GError* error) {
  if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) return "cancelled";
  if (error->domain != FP_DEVICE_ERROR) return "general";
  switch (error->code) {
    case FP_DEVICE_ERROR_NOT_SUPPORTED:
      return "not-supported";
    case FP_DEVICE_ERROR_NOT_OPEN:
      return "not-open";
    case FP_DEVICE_ERROR_ALREADY_OPEN:
      return "already-open";
    case FP_DEVICE_ERROR_BUSY:
      return "busy";
    case FP_DEVICE_ERROR_PROTO:
      return "protocol";
    case FP_DEVICE_ERROR_DATA_INVALID:
      return "print-unusable";
    case FP_DEVICE_ERROR_REMOVED:
      return "removed";
    case FP_DEVICE_ERROR_TOO_HOT:
      return "too-hot";
    default:
      return "general";
  }
}

MakeValue Failed(std::string code, std::string message) {
  return [code = std::move(code), message = std::move(message)](Napi::Env env) -> Napi::Value {
    auto error = Napi::Object::New(env);
    error.Set("code", code);
    error.Set("message", message);
    auto outcome = Napi::Object::New(env);
    outcome.Set("ok", false);
    outcome.Set("error", error);
    return outcome;
  };
}

MakeValue Failed(const GError* error) { return Failed(ErrorCode(error), error->message); }

Napi::Value Done(Napi::Env env) {
  auto outcome = Napi::Object::New(env);
  outcome.Set("ok", true);
  return outcome;
}

Napi::Value Undefined(Napi::Env env) { return env.Undefined(); }

/** How many minutiae the picture has; null for readers that give no picture. */
std::optional<guint> MinutiaeOf(FpPrint* print) {
  FpImage* const image = print == nullptr ? nullptr : fp_print_get_image(print);
  GPtrArray* const minutiae = image == nullptr ? nullptr : fp_image_get_minutiae(image);
  if (minutiae == nullptr) return std::nullopt;
  return minutiae->len;
}

MakeValue Decision(bool matched, const GError* retry, std::optional<guint> minutiae) {
  const char* const reason = retry == nullptr ? nullptr : RetryReason(retry);
  return [=](Napi::Env env) -> Napi::Value {
    auto event = Napi::Object::New(env);
    event.Set("type", reason == nullptr ? "decided" : "retry");
    if (reason != nullptr) {
      event.Set("reason", reason);
    } else {
      event.Set("matched", matched);
      event.Set("minutiae", minutiae ? Napi::Value(Napi::Number::New(env, *minutiae)) : env.Null());
    }
    return event;
  };
}

/** A print of somebody's finger: gone from this memory once it was handed on. */
struct PrintBytes {
  guchar* data = nullptr;
  gsize length = 0;
  ~PrintBytes() {
    if (data == nullptr) return;
    explicit_bzero(data, length);
    g_free(data);
  }
};

}  // namespace

Session::Session(std::shared_ptr<Calls> calls, std::string driver, std::string id)
    : calls_(std::move(calls)), driver_(std::move(driver)), id_(std::move(id)) {}

void Session::BeginWork(CallId call) {
  work_ = call;
  decided_ = false;
  cancellable_ = g_cancellable_new();
}

void Session::EndWork() {
  work_.reset();
  g_clear_object(&cancellable_);
  if (close_wanted_) StartClosing();
}

void Session::Open(CallId call, CallId watch) {
  if (state_ != State::kClosed) {
    calls_->Settle(call, Failed("already-open", "the reader is open"));
    calls_->Settle(watch, Undefined);
    return;
  }
  device_ = HoldReader(driver_, id_);
  if (device_ == nullptr) {
    calls_->Settle(call, Failed("not-found", "the reader is not plugged in"));
    calls_->Settle(watch, Undefined);
    return;
  }
  state_ = State::kOpening;
  watch_ = watch;
  BeginWork(call);
  fp_device_open(device_, cancellable_, OnOpened, Keep(shared_from_this()));
}

void Session::OnOpened(GObject* source, GAsyncResult* result, gpointer data) {
  const Self self = Kept(data);
  const CallId call = *self->work_;
  g_autoptr(GError) error = nullptr;
  if (!fp_device_open_finish(FP_DEVICE(source), result, &error)) {
    self->calls_->Settle(call, Failed(error));
    self->work_.reset();
    g_clear_object(&self->cancellable_);
    self->Closed();
    return;
  }
  self->state_ = State::kOpen;
  g_signal_connect(source, "notify::removed", G_CALLBACK(OnRemoved), self.get());
  g_signal_connect(source, "notify::finger-status", G_CALLBACK(OnFinger), self.get());
  self->calls_->Settle(call, Done);
  self->EndWork();
}

bool Session::Refuse(CallId call) {
  if (state_ != State::kOpen || close_wanted_) {
    calls_->Settle(call, Failed("not-open", "the reader is not open"));
    return true;
  }
  if (!work_) return false;
  calls_->Settle(call, Failed("busy", "the reader is at work"));
  return true;
}

void Session::Verify(CallId call, std::vector<std::uint8_t>& bytes) {
  g_autoptr(GError) error = nullptr;
  FpPrint* const print = HasPrintForm(bytes) ? fp_print_deserialize(bytes.data(), bytes.size(), &error) : nullptr;
  explicit_bzero(bytes.data(), bytes.size());
  if (print != nullptr && g_object_is_floating(print)) g_object_ref_sink(print);
  g_autoptr(FpPrint) owned = print;
  if (Refuse(call)) return;
  if (owned == nullptr || !fp_print_compatible(owned, device_)) {
    const char* const reason = owned != nullptr ? "made by another reader" : "not a serialised print";
    calls_->Settle(call, Failed("print-unusable", error != nullptr ? error->message : reason));
    return;
  }
  BeginWork(call);
  fp_device_verify(device_, owned, cancellable_, OnMatch, this, nullptr, OnVerified, Keep(shared_from_this()));
}

void Session::OnMatch(FpDevice*, FpPrint* match, FpPrint* print, gpointer data, GError* error) {
  auto* const self = static_cast<Session*>(data);
  self->decided_ = true;
  self->calls_->Tell(*self->work_, Decision(match != nullptr, error, MinutiaeOf(print)));
}

void Session::OnVerified(GObject* source, GAsyncResult* result, gpointer data) {
  const Self self = Kept(data);
  const CallId call = *self->work_;
  gboolean matched = FALSE;
  g_autoptr(FpPrint) print = nullptr;
  g_autoptr(GError) error = nullptr;
  const bool ended = fp_device_verify_finish(FP_DEVICE(source), result, &matched, &print, &error);
  const bool retry = !ended && error->domain == FP_DEVICE_RETRY;
  if (!self->decided_ && (ended || retry)) {
    self->calls_->Tell(call, Decision(matched, retry ? error : nullptr, MinutiaeOf(print)));
  }
  self->calls_->Settle(call, ended || retry ? MakeValue(Done) : Failed(error));
  self->EndWork();
}

void Session::Enrol(CallId call) {
  if (Refuse(call)) return;
  BeginWork(call);
  // The print is floating: libfprint takes it over.
  fp_device_enroll(device_, fp_print_new(device_), cancellable_, OnStage, this, nullptr, OnEnrolled,
                   Keep(shared_from_this()));
}

void Session::OnStage(FpDevice* device, gint stages, FpPrint*, gpointer data, GError* error) {
  auto* const self = static_cast<Session*>(data);
  const char* const reason = error == nullptr ? nullptr : RetryReason(error);
  const gint needed = fp_device_get_nr_enroll_stages(device);
  self->calls_->Tell(*self->work_, [=](Napi::Env env) -> Napi::Value {
    auto event = Napi::Object::New(env);
    event.Set("type", reason == nullptr ? "stage" : "retry");
    if (reason != nullptr) {
      event.Set("reason", reason);
    } else {
      event.Set("done", stages);
      event.Set("needed", needed);
    }
    return event;
  });
}

void Session::OnEnrolled(GObject* source, GAsyncResult* result, gpointer data) {
  const Self self = Kept(data);
  const CallId call = *self->work_;
  g_autoptr(GError) error = nullptr;
  g_autoptr(FpPrint) print = fp_device_enroll_finish(FP_DEVICE(source), result, &error);
  const auto bytes = std::make_shared<PrintBytes>();
  if (print != nullptr && fp_print_serialize(print, &bytes->data, &bytes->length, &error)) {
    self->calls_->Settle(call, [bytes](Napi::Env env) -> Napi::Value {
      auto copy = Napi::Uint8Array::New(env, bytes->length);
      memcpy(copy.Data(), bytes->data, bytes->length);
      auto outcome = Napi::Object::New(env);
      outcome.Set("ok", true);
      outcome.Set("print", copy);
      return outcome;
    });
  } else {
    self->calls_->Settle(call, Failed(error));
  }
  self->EndWork();
}

void Session::Cancel() {
  if (cancellable_ != nullptr) g_cancellable_cancel(cancellable_);
}

void Session::Close(std::optional<CallId> call) {
  if (state_ == State::kClosed) {
    if (call) calls_->Settle(*call, Undefined);
    return;
  }
  if (call) closing_.push_back(*call);
  if (close_wanted_) return;
  close_wanted_ = true;
  if (work_) {
    Cancel();
  } else {
    StartClosing();
  }
}

void Session::StartClosing() {
  state_ = State::kClosing;
  fp_device_close(device_, nullptr, OnClosed, Keep(shared_from_this()));
}

void Session::OnClosed(GObject* source, GAsyncResult* result, gpointer data) {
  const Self self = Kept(data);
  // A reader that is gone refuses to be closed; there is nothing left to close then.
  fp_device_close_finish(FP_DEVICE(source), result, nullptr);
  g_signal_handlers_disconnect_by_data(source, self.get());
  self->Closed();
}

void Session::Closed() {
  state_ = State::kClosed;
  close_wanted_ = false;
  ReleaseReader(std::exchange(device_, nullptr));
  if (watch_) calls_->Settle(*std::exchange(watch_, std::nullopt), Undefined);
  for (const CallId call : std::exchange(closing_, {})) calls_->Settle(call, Undefined);
}

void Session::OnRemoved(GObject*, GParamSpec*, gpointer data) {
  auto* const self = static_cast<Session*>(data);
  if (self->watch_) self->calls_->Tell(*self->watch_, Undefined);
}

void Session::OnFinger(GObject* source, GParamSpec*, gpointer data) {
  auto* const self = static_cast<Session*>(data);
  if (!self->work_) return;
  const FpFingerStatusFlags status = fp_device_get_finger_status(FP_DEVICE(source));
  self->calls_->Tell(*self->work_, [status](Napi::Env env) -> Napi::Value {
    auto event = Napi::Object::New(env);
    event.Set("type", "finger");
    event.Set("needed", (status & FP_FINGER_STATUS_NEEDED) != 0);
    event.Set("present", (status & FP_FINGER_STATUS_PRESENT) != 0);
    return event;
  });
}

}  // namespace fingerprint
