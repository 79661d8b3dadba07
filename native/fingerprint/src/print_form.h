#pragma once

#include <cstdint>
#include <vector>

namespace fingerprint {

/**
 * Whether `bytes` have the form of a serialised FpPrint. libfprint itself ends the process over some that have not: it is
 * asked only after this.
 */
bool HasPrintForm(const std::vector<std::uint8_t>& bytes);

}  // namespace fingerprint
