"""A relay board made of pymodbus: its framer, its function decoder, its data store. Only the byte pump is ours.

usage: pymodbus_board.py PORT
stdin:  "input ADDRESS 0|1" sets a discrete input
stdout: "ready", then "coil ADDRESS 0|1" for every coil that changes
"""
import os
import selectors
import sys

from pymodbus.datastore import ModbusSequentialDataBlock, ModbusSlaveContext
from pymodbus.factory import ServerDecoder
from pymodbus.transaction import ModbusRtuFramer

UNIT = 1
SIZE = 16

store = ModbusSlaveContext(
    di=ModbusSequentialDataBlock(0, [False] * SIZE),
    co=ModbusSequentialDataBlock(0, [False] * SIZE),
    zero_mode=True,
)
framer = ModbusRtuFramer(ServerDecoder())
port = os.open(sys.argv[1], os.O_RDWR | os.O_NOCTTY)


def answer(request):
    before = store.getValues(1, 0, SIZE)
    response = request.execute(store)
    response.unit_id = request.unit_id
    for address, (old, new) in enumerate(zip(before, store.getValues(1, 0, SIZE))):
        if old != new:
            print("coil", address, int(new), flush=True)
    os.write(port, framer.buildPacket(response))


def hand(line):
    _, address, value = line.split()
    store.setValues(2, int(address), [value == "1"])


selector = selectors.DefaultSelector()
selector.register(port, selectors.EVENT_READ)
selector.register(sys.stdin, selectors.EVENT_READ)
print("ready", flush=True)
while True:
    for key, _ in selector.select():
        if key.fileobj is sys.stdin:
            line = sys.stdin.readline()
            if not line:
                sys.exit(0)
            hand(line)
        else:
            framer.processIncomingPacket(os.read(port, 256), answer, [UNIT])
