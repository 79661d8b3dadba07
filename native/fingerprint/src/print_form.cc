#include "print_form.h"

#include <glib.h>
#include <string.h>

namespace fingerprint {
namespace {

constexpr char kMark[] = "FP3";
constexpr gsize kMarkLength = 3;
/** Kind, driver, device, stored on it, finger, user, description, day, further fields, data; little-endian. */
constexpr char kPrint[] = "(issbymsmsia{sv}v)";
constexpr gsize kKindAt = 0;
constexpr gsize kDataAt = 9;
/** The kind that NBIS compares, and its data: x, y and direction of the minutiae of each picture. */
constexpr gint32 kNbis = 2;
constexpr char kNbisData[] = "(a(aiaiai))";

}  // namespace

bool HasPrintForm(const std::vector<std::uint8_t>& bytes) {
  if (bytes.size() <= kMarkLength || memcmp(bytes.data(), kMark, kMarkLength) != 0) return false;
  // Aligned as GLib wants it.
  const gsize length = bytes.size() - kMarkLength;
  auto* const copy = static_cast<guint8*>(g_memdup2(bytes.data() + kMarkLength, length));
  GVariant* const print = g_variant_ref_sink(
      g_variant_new_from_data(G_VARIANT_TYPE(kPrint), copy, length, FALSE, nullptr, nullptr));
  bool has_form = g_variant_is_normal_form(print);
  if (has_form) {
    gint32 kind = 0;
    g_variant_get_child(print, kKindAt, "i", &kind);
    g_autoptr(GVariant) boxed = g_variant_get_child_value(print, kDataAt);
    g_autoptr(GVariant) data = g_variant_get_variant(boxed);
    has_form = GINT32_FROM_LE(kind) != kNbis || g_variant_is_of_type(data, G_VARIANT_TYPE(kNbisData));
  }
  g_variant_unref(print);
  explicit_bzero(copy, length);
  g_free(copy);
  return has_form;
}

}  // namespace fingerprint
