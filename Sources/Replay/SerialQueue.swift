/// What is added at the end, numbered from 0 on for ever, and removed at the front.
struct SerialQueue<Element> {
  /// The number of the first element that is held, or of the next where there is none.
  private(set) var first: Int
  private var elements: [Element] = []
  /// How many of `elements` are removed.
  private var removed = 0

  /// An empty queue whose next element has the number `first`.
  init(first: Int = 0) { self.first = first }

  var count: Int { elements.count - removed }
  /// The number behind that of the last element.
  var end: Int { first + count }
  /// The numbers of the elements that are held.
  var serials: Range<Int> { first..<end }

  subscript(serial: Int) -> Element { elements[serial - first + removed] }

  mutating func append(_ element: Element) { elements.append(element) }

  /// Removes the first element.
  mutating func removeFirst() -> Element {
    let element = elements[removed]
    removed += 1
    first += 1
    if removed > 64, 2 * removed > elements.count {
      elements.removeFirst(removed)
      removed = 0
    }
    return element
  }

  /// The number of the last element for which `isAtOrBefore` holds, which it does for the first, and then for none
  /// behind the first for which it does not.
  func last(where isAtOrBefore: (Element) -> Bool) -> Int {
    var (low, high) = (removed, elements.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if isAtOrBefore(elements[middle]) { low = middle } else { high = middle }
    }
    return low - removed + first
  }
}
