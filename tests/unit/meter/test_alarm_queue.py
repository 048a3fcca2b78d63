from __future__ import annotations

from enfas.meter.alarm_queue import MOST_WAITING, AlarmQueue

STAMP = bytes(12)


def filled(count: int) -> AlarmQueue:
    queue = AlarmQueue()
    for number in range(count):
        queue.put(STAMP, (number, 0, 0), number)
    return queue


def test_numbers_rise_and_begin_again_at_1() -> None:
    queue = filled(2)
    assert [message.number for message in queue.messages] == [1, 2]
    queue.number = 0xFF_FFFF
    queue.put(STAMP, (0, 0, 0), 0)
    queue.put(STAMP, (0, 0, 0), 0)
    assert [message.number for message in queue.messages[-2:]] == [0xFF_FFFF, 1]


def test_a_full_queue_lets_its_oldest_go() -> None:
    queue = filled(MOST_WAITING + 3)
    assert len(queue.messages) == MOST_WAITING
    assert queue.messages[0].word_a == 3
    assert (queue.raised, queue.displaced) == (MOST_WAITING + 3, 3)
    assert queue.find(3) is None
    assert queue.find(4) is queue.messages[0]


def test_what_is_sent_when() -> None:
    queue = filled(3)
    assert [message.number for message in queue.to_send(1, 3, mains=True)] == [1, 2]
    assert queue.to_send(9, 3, mains=False) == []
    queue.messages[0].tries = 3
    queue.messages[1].last_gasp = True
    assert [message.number for message in queue.to_send(9, 3, mains=True)] == [2, 3]
    assert [message.number for message in queue.to_send(9, 3, mains=False)] == [2]
    queue.messages[1].tries = 1
    assert queue.to_send(9, 3, mains=False) == []


def test_what_is_given_up_when() -> None:
    queue = filled(3)
    assert queue.due_us(2) is None
    queue.messages[1].tries = 2
    queue.messages[1].next_us = 50
    assert queue.due_us(2) == 50
    queue.give_up(49, 2)
    assert len(queue.messages) == 3
    queue.move(10)
    queue.give_up(60, 2)
    assert ([message.number for message in queue.messages], queue.given_up) == ([1, 3], 1)
