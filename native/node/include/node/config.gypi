# node-gyp reads a Node's build configuration here; an addon that keeps to Node-API depends on none of it.
{"target_defaults": {}, "variables": {}}
