import Testing

@testable import Replay

@Suite struct SerialQueueTests {
  private final class Item {}

  @Test func numbersGoOn() {
    var queue = SerialQueue<Int>(first: 7)
    for value in 0..<200 { queue.append(value) }
    for value in 0..<150 { #expect(queue.removeFirst() == value) }
    #expect(queue.serials == 157..<207 && queue.count == 50)
    #expect(queue[157] == 150 && queue[206] == 199)
    #expect(queue.last { $0 <= 170 } == 177)
  }

  /// Episodes are large, so that none may be held longer than its place in the queue.
  @Test func whatIsRemovedIsReleased() {
    var queue = SerialQueue<Item>()
    for _ in 0..<100 { queue.append(Item()) }
    weak var first: Item?
    do {
      let removed = queue.removeFirst()
      first = removed
      #expect(first != nil)
    }
    #expect(first == nil)
  }
}
