#include "readers.h"

namespace fingerprint {
namespace {

FpContext* context = nullptr;
/** Readers that are held belong to the context: it stays as long as there is one. */
int held = 0;

/**
 * libfprint looks once in a context's life for what is not on USB, and a virtual reader that was removed never comes back
 * to it: so each search begins with a new one, unless a reader of the old one is in use.
 */
GPtrArray* Devices() {
  if (context != nullptr && held == 0) {
    // It may still have to take a removed device out of its list.
    while (g_main_context_iteration(nullptr, FALSE)) {
    }
    g_clear_object(&context);
  }
  if (context == nullptr) context = fp_context_new();
  return fp_context_get_devices(context);
}

std::string Text(const gchar* text) { return text == nullptr ? "" : text; }

ReaderInfo Describe(FpDevice* device) {
  return {Text(fp_device_get_driver(device)), Text(fp_device_get_device_id(device)),
          Text(fp_device_get_name(device))};
}

}  // namespace

std::vector<ReaderInfo> ListReaders() {
  std::vector<ReaderInfo> found;
  GPtrArray* const devices = Devices();
  for (guint i = 0; i < devices->len; i++) {
    auto* const device = FP_DEVICE(g_ptr_array_index(devices, i));
    if (fp_device_has_feature(device, FP_DEVICE_FEATURE_VERIFY)) found.push_back(Describe(device));
  }
  return found;
}

FpDevice* HoldReader(const std::string& driver, const std::string& id) {
  GPtrArray* const devices = Devices();
  for (guint i = 0; i < devices->len; i++) {
    auto* const device = FP_DEVICE(g_ptr_array_index(devices, i));
    const ReaderInfo info = Describe(device);
    if (info.driver != driver || info.id != id) continue;
    held += 1;
    return FP_DEVICE(g_object_ref(device));
  }
  return nullptr;
}

void ReleaseReader(FpDevice* device) {
  g_object_unref(device);
  held -= 1;
}

}  // namespace fingerprint
