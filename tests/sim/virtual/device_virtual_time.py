"""Run on the interpreter in virtual time: says what happened, a line each, stamped in ticks_ms.

Arguments: the scene, the seed, and for the scenes with a network the port of an echo server.
"""

import sys

import passage

from sim import world as sim_world

world = sim_world.install(sim_world.World(int(sys.argv[2])))
passage.install(world, None)

import tasks  # noqa: E402
import threads  # noqa: E402

sys.modules["_asyncio"], sys.modules["_thread"] = tasks, threads

import _thread  # noqa: E402
import asyncio  # noqa: E402
import socket  # noqa: E402
import time  # noqa: E402

from machine import ADC, PWM, Pin  # noqa: E402

from firmware import board  # noqa: E402

HOST, PORT = "broker.example", 1883
READS = 45
FULL_WORD_US = 1 << 32


def say(*words):
    print(time.ticks_ms(), *words)


async def join():
    world.air.switch(True)
    world.air.join("home")
    while not world.air.connected:
        await asyncio.sleep_ms(100)
    world.route(HOST, PORT, int(sys.argv[3]))


# The longest gap between two turns of a 20 ms task, while `work` goes on.
async def longest_gap(work):
    gap_ms, last_ms = 0, time.ticks_ms()
    while not work.done():
        await asyncio.sleep_ms(20)
        now_ms = time.ticks_ms()
        gap_ms, last_ms = max(gap_ms, time.ticks_diff(now_ms, last_ms)), now_ms
    return gap_ms


# ---- scenes


async def tick():
    """A task wakes on the next FreeRTOS tick, not in the millisecond it asked for."""
    for ms in (1, 9, 10, 11):
        began = time.ticks_ms()
        await asyncio.sleep_ms(ms)
        print(ms, time.ticks_diff(time.ticks_ms(), began), time.ticks_ms() % 10)


async def order():
    """Tasks that are due together run in the order in which they were made."""

    async def one(name):
        for k in range(3):
            print(name, k)
            await asyncio.sleep_ms(0)

    await asyncio.gather(*[one(name) for name in "abc"])


async def interrupt():
    """A pin's interrupt wakes a waiting task at the event, between two ticks."""
    flag = asyncio.ThreadSafeFlag()
    trip = Pin(board.GFCI_TRIP_GPIO, Pin.IN)
    trip.irq(handler=lambda pin: flag.set(), trigger=Pin.IRQ_RISING)
    began_us = world.clock.now_us
    Pin(board.GFCI_TEST_GPIO, Pin.OUT, value=1)
    await flag.wait()
    print((world.clock.now_us - began_us) // 1_000)


async def charge():
    """Bursts of readings beside other tasks, for ten seconds: noise, costs and order."""
    adc = ADC(Pin(board.PILOT_ADC_GPIO), atten=ADC.ATTN_11DB)
    PWM(Pin(board.PILOT_PWM_GPIO), freq=board.PILOT_FREQ_HZ, duty_u16=34_950)
    world.plug_in(bounce_ms=100)

    async def other(ms):
        while True:
            await asyncio.sleep_ms(ms)
            world.note(world.clock.now_us, "other", ms)

    others = [asyncio.create_task(other(ms)) for ms in (7, 20, 20, 33)]
    total = 0
    for _ in range(400):
        for k in range(READS):
            total += adc.read_uv()
            time.sleep_us(k & 15)
        await asyncio.sleep_ms(20)
    for task in others:
        task.cancel()
    say(total, world.clock.now_us)
    for change in world.changes:
        print(*change)


async def word_is_full():
    """The clock's low word runs over at 2^32 us: readings, pauses and alarms go on."""
    adc = ADC(Pin(board.PILOT_ADC_GPIO), atten=ADC.ATTN_11DB)
    began_us = world.clock.now_us = FULL_WORD_US - 2_000
    began = time.ticks_us()
    fired = []
    for name, us in (("before", -1), ("at", 0), ("after", 1)):
        world.clock.on(name, fired.append)
        world.clock.at(name, FULL_WORD_US + us)
    for _ in range(READS):
        adc.read_uv()
        time.sleep_us(20)
    await asyncio.sleep_ms(20)
    passed_us = time.ticks_diff(time.ticks_us(), began)
    print([t_us - FULL_WORD_US for t_us in fired], passed_us == world.clock.now_us - began_us)


async def speed():
    """Virtual seconds per real one, with nothing but the control step's readings."""
    import utime

    adc = ADC(Pin(board.PILOT_ADC_GPIO), atten=ADC.ATTN_11DB)
    alive = Pin(board.ALIVE_GPIO, Pin.OUT, value=0)
    world.plug_in()
    read_uv, sleep_us, ticks_us = adc.read_uv, time.sleep_us, time.ticks_us
    began, began_us = utime.ticks_us(), world.clock.now_us
    for _ in range(1_500):
        for k in range(READS):
            read_uv()
            ticks_us()
            sleep_us(k & 15)
        alive.toggle()
        await asyncio.sleep_ms(10)
    print((world.clock.now_us - began_us) // utime.ticks_diff(utime.ticks_us(), began))


async def echo():
    """A TCP connection: what is written comes back before the clock goes on."""
    await join()
    reader, writer = await asyncio.open_connection(HOST, PORT)
    began = time.ticks_ms()
    writer.write(b"hello\n")
    await writer.drain()
    print(await reader.readline(), time.ticks_diff(time.ticks_ms(), began) < 50)


async def whole_read():
    """A socket that blocks reads all that was asked for, the chip waiting meanwhile."""
    await join()
    sock = socket.socket()
    sock.connect(socket.getaddrinfo(HOST, PORT)[0][-1])
    sock.write(b"one\nxx", 4)
    world.set_network(passes=False)
    sock.write("two\n")
    world.later(2_000_000, "set_network", {"passes": True})
    began = time.ticks_ms()
    print(sock.read(8), time.ticks_diff(time.ticks_ms(), began) // 1_000)


async def failing_calls():
    """Whatever is asked of a socket, the answer is the same error."""
    await join()
    sock = socket.socket()
    sock.connect(socket.getaddrinfo(HOST, PORT)[0][-1])
    world.set_network(errno=5)
    for call in (
        lambda: socket.socket(),
        lambda: socket.getaddrinfo(HOST, PORT),
        lambda: sock.connect((HOST, PORT)),
        lambda: sock.write(b"x"),
        lambda: sock.read(1),
    ):
        try:
            call()
        except OSError as error:
            print(error.errno)
    world.set_network(errno=0)
    print(sock.write(b"x"))


async def half_open():
    """While nothing passes, writes vanish and nothing is read; afterwards all of it arrives."""
    await join()
    reader, writer = await asyncio.open_connection(HOST, PORT)
    world.set_network(passes=False)
    writer.write(b"late\n")
    await writer.drain()
    try:
        await asyncio.wait_for_ms(reader.readline(), 5_000)
    except asyncio.TimeoutError:  # noqa: UP041
        print("nothing")
    world.set_network(passes=True)
    print(await reader.readline())


async def lost_wifi():
    """Losing the access point ends the connection with the chip's error."""
    await join()
    reader, writer = await asyncio.open_connection(HOST, PORT)
    world.set_network(ap=False)
    try:
        writer.write(b"x")
    except OSError as error:
        print(error.errno)


async def refused():
    """Nobody listens: the connection is writable at once, and says why when it is used."""
    await join()
    world.route(HOST, PORT, 1)
    reader, writer = await asyncio.open_connection(HOST, PORT)
    try:
        writer.write(b"x")
    except OSError as error:
        print(error.errno)


async def black_hole():
    """A blocking connect to nowhere stops the loop for 19 s."""
    await join()
    world.set_network(passes=False)
    began = time.ticks_ms()
    try:
        socket.socket().connect(("10.1.2.3", PORT))
    except OSError as error:
        print(error.errno, time.ticks_diff(time.ticks_ms(), began) // 1_000)


async def dns_on_the_loop():
    """Dead DNS asked on the loop stops everything for 14 s."""
    await join()
    world.set_network(dns=False)

    async def resolve():
        try:
            socket.getaddrinfo(HOST, PORT)
        except OSError as error:
            print(error.errno)

    print(await longest_gap(asyncio.create_task(resolve())) // 1_000)


async def dns_in_a_thread():
    """Dead DNS asked in a thread fails as late, and stops nothing."""
    await join()
    world.set_network(dns=False)
    answers = []

    def resolve():
        try:
            answers.append(socket.getaddrinfo(HOST, PORT))
        except OSError as error:
            answers.append(error.errno)

    async def wait():
        began = time.ticks_ms()
        _thread.start_new_thread(resolve, ())
        while not answers:
            await asyncio.sleep_ms(20)
        print(answers[0], time.ticks_diff(time.ticks_ms(), began) // 1_000)

    print(await longest_gap(asyncio.create_task(wait())))


asyncio.run(globals()[sys.argv[1]]())
