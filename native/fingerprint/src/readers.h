/** The readers that libfprint finds on this machine. On the GLib thread only. */
#pragma once

#include <libfprint-2/fprint.h>

#include <string>
#include <vector>

namespace fingerprint {

struct ReaderInfo {
  std::string driver;
  /** Tells readers of one driver apart; "0" for most of them. */
  std::string id;
  std::string name;
};

std::vector<ReaderInfo> ListReaders();

/** A reference to the reader, or null where it is not plugged in. While it is held, no new search begins. */
FpDevice* HoldReader(const std::string& driver, const std::string& id);
void ReleaseReader(FpDevice* device);

}  // namespace fingerprint
