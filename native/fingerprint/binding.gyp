{
  "targets": [
    {
      "target_name": "fingerprint",
      "sources": [
        "src/addon.cc",
        "src/calls.cc",
        "src/glib_thread.cc",
        "src/print_form.cc",
        "src/readers.cc",
        "src/session.cc",
      ],
      "defines": [
        "NAPI_VERSION=9",
        "NODE_ADDON_API_DISABLE_CPP_EXCEPTIONS",
        "NODE_ADDON_API_DISABLE_DEPRECATED",
        # An environment that is being ended refuses every call: that is no reason to end the process.
        "NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS",
      ],
      "include_dirs": ["<!(node -p \"require('node-addon-api').include_dir\")"],
      "cflags_cc": ["-std=c++20", "-Wall", "-Wextra", "<!@(pkg-config --cflags libfprint-2)"],
      "libraries": ["<!@(pkg-config --libs libfprint-2)"],
      # Its thread goes on to the end of the process, also where the environment that loaded it ends before.
      "ldflags": ["-Wl,-z,nodelete"],
    },
  ],
}
