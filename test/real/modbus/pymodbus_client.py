"""A master made of pymodbus: its requests, its framer, its response decoder. Only the byte pump is ours.

usage: pymodbus_client.py PORT
stdin:  "coils ADDRESS COUNT", "inputs ADDRESS COUNT", "write ADDRESS 0|1", "registers ADDRESS COUNT"
stdout: for each line what pymodbus makes of the answer: "bits 1 0 1", "written ADDRESS 0|1", "exception CODE", "silence"
"""
import os
import select
import sys

from pymodbus.bit_read_message import ReadCoilsRequest, ReadDiscreteInputsRequest
from pymodbus.bit_write_message import WriteSingleCoilRequest
from pymodbus.factory import ClientDecoder
from pymodbus.register_read_message import ReadHoldingRegistersRequest
from pymodbus.transaction import ModbusRtuFramer

UNIT = 1
DEADLINE_SECONDS = 2

requests = {
    "coils": ReadCoilsRequest,
    "inputs": ReadDiscreteInputsRequest,
    "write": WriteSingleCoilRequest,
    "registers": ReadHoldingRegistersRequest,
}
port = os.open(sys.argv[1], os.O_RDWR | os.O_NOCTTY)


def describe(response, count):
    if response.isError():
        return f"exception {response.exception_code}"
    if hasattr(response, "bits"):
        return "bits " + " ".join(str(int(bit)) for bit in response.bits[:count])
    return f"written {response.address} {int(response.value)}"


for line in sys.stdin:
    kind, address, value = line.split()
    framer = ModbusRtuFramer(ClientDecoder())
    responses = []
    os.write(port, framer.buildPacket(requests[kind](int(address), int(value), unit=UNIT)))
    while not responses and select.select([port], [], [], DEADLINE_SECONDS)[0]:
        framer.processIncomingPacket(os.read(port, 256), responses.append, [UNIT])
    print(describe(responses[0], int(value)) if responses else "silence", flush=True)
