/**
 * The thread that runs GLib's default main context, on which libfprint and libgusb do all their work. One for the
 * process, from its first use to the end of the process.
 */
#pragma once

#include <functional>

namespace fingerprint {

/** Runs `work` on the GLib thread, in the order of asking and never inside other work. Any thread may call it. */
void OnGlibThread(std::function<void()> work);

}  // namespace fingerprint
