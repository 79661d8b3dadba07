/**
 * One reader from its opening to its closing. All methods run on the GLib thread, and answer through the call that they
 * are given: every call is settled once, with {ok: true, …} or {ok: false, error: {code, message}}.
 */
#pragma once

#include <libfprint-2/fprint.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "calls.h"

namespace fingerprint {

class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(std::shared_ptr<Calls> calls, std::string driver, std::string id);

  /** `watch` is told once if the reader is unplugged, and settled when it is closed. */
  void Open(CallId call, CallId watch);
  /** One finger against `print`, which is wiped. `call` is told the finger's status and the decision before it ends. */
  void Verify(CallId call, std::vector<std::uint8_t>& print);
  /** As many fingers as the reader needs for a print. `call` is told the finger's status and each stage. */
  void Enrol(CallId call);
  /** Ends what is under way, which is then settled as cancelled. */
  void Cancel();
  /** Ends what is under way and closes; settled when the reader is free. */
  void Close(std::optional<CallId> call);

 private:
  enum class State { kClosed, kOpening, kOpen, kClosing };

  void BeginWork(CallId call);
  void EndWork();
  void StartClosing();
  void Closed();
  bool Refuse(CallId call);

  static void OnOpened(GObject* source, GAsyncResult* result, gpointer data);
  static void OnMatch(FpDevice* device, FpPrint* match, FpPrint* print, gpointer data, GError* error);
  static void OnVerified(GObject* source, GAsyncResult* result, gpointer data);
  static void OnStage(FpDevice* device, gint stages, FpPrint* print, gpointer data, GError* error);
  static void OnEnrolled(GObject* source, GAsyncResult* result, gpointer data);
  static void OnClosed(GObject* source, GAsyncResult* result, gpointer data);
  static void OnRemoved(GObject* source, GParamSpec*, gpointer data);
  static void OnFinger(GObject* source, GParamSpec*, gpointer data);

  const std::shared_ptr<Calls> calls_;
  const std::string driver_;
  const std::string id_;

  State state_ = State::kClosed;
  FpDevice* device_ = nullptr;
  GCancellable* cancellable_ = nullptr;
  /** What is under way: opening, a verification, an enrolment. */
  std::optional<CallId> work_;
  bool decided_ = false;
  std::optional<CallId> watch_;
  bool close_wanted_ = false;
  std::vector<CallId> closing_;
};

}  // namespace fingerprint
