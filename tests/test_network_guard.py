import socket

import pytest

from tests.conftest import OutsideNetwork


def test_a_connection_to_the_outside_fails_the_test():
    with socket.socket() as s, pytest.raises(OutsideNetwork):
        s.connect(("192.0.2.1", 80))


def test_a_name_of_the_outside_is_not_even_looked_up():
    with pytest.raises(OutsideNetwork):
        socket.getaddrinfo("example.invalid", 443)


def test_loopback_is_open(simulator):
    with socket.create_connection(("127.0.0.1", simulator.port), timeout=5):
        pass
