/// A queue of elements that are numbered from 0 on, appended at the end and removed at the front.
struct SerialQueue<Element> {
  /// The number of the first element, or of the next one if the queue is empty.
  private(set) var first: Int
  /// The elements; nil where one is removed.
  private var elements: [Element?] = []
  /// The number of elements at the front of `elements` that are removed.
  private var removed = 0

  /// An empty queue, whose next element has the number `first`.
  init(first: Int = 0) { self.first = first }

  var count: Int { elements.count - removed }
  /// One more than the number of the last element.
  var end: Int { first + count }
  /// The numbers of the elements in the queue.
  var serials: Range<Int> { first..<end }

  subscript(serial: Int) -> Element { elements[serial - first + removed]! }

  mutating func append(_ element: Element) { elements.append(element) }

  mutating func removeFirst() -> Element {
    let element = elements[removed]!
    elements[removed] = nil
    removed += 1
    first += 1
    if removed > 64, 2 * removed > elements.count {
      elements.removeFirst(removed)
      removed = 0
    }
    return element
  }

  /// The number of the last element for which `isAtOrBefore` is true. It must be true for the first element,
  /// and false for every element behind one for which it is false.
  func last(where isAtOrBefore: (Element) -> Bool) -> Int {
    var (low, high) = (removed, elements.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if isAtOrBefore(elements[middle]!) { low = middle } else { high = middle }
    }
    return low - removed + first
  }
}
