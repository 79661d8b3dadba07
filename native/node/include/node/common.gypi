# What addons are compiled with. Stands for the file of the same name in a Node's headers, which node-gyp would download:
# addons here keep to Node-API, whose headers come from the package node-api-headers.
{
  "target_defaults": {
    "default_configuration": "Release",
    "configurations": {
      "Release": {"cflags": ["-O2"], "ldflags": ["-Wl,-s"]},
      "Debug": {"cflags": ["-g", "-O0"]},
    },
    "include_dirs": ["<!(node -p \"require('node-api-headers').include_dir\")"],
    "cflags": ["-pthread", "-fvisibility=hidden"],
    "cflags_cc": ["-fno-exceptions", "-fno-rtti"],
    "ldflags": ["-pthread"],
  },
}
