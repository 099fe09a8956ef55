import Device
import Operations

/// The layout of a run's inputs in one block of memory, of which each run uploads a part in a single copy.
///
/// First comes the number of the step, then `settings`, which every run is given, then the inputs, which a
/// run may be given, and at last the kept inputs, which no run is given.
struct InputBlock {
  struct Entry {
    let offset: Int
    let type: TensorType
  }

  private(set) var entries: [String: Entry] = [:]
  /// The size in bytes of the step's number and the settings, which come first.
  private(set) var headerBytes = 0
  /// The size in bytes of everything that a run may be given.
  private(set) var givenBytes = 0
  private(set) var byteCount = 0

  /// The name of the step's number: [2], int32, with the lower word first.
  static let step = "step number"

  init(settings: [String: TensorType], inputs: [String: TensorType], kept: Set<String>) {
    add([Self.step: TensorType([2], .int32)], alignment: Buffer.alignment)
    add(settings, alignment: Buffer.alignment)
    headerBytes = byteCount
    add(inputs.filter { !kept.contains($0.key) }, alignment: Buffer.preferredAlignment)
    givenBytes = byteCount
    add(inputs.filter { kept.contains($0.key) }, alignment: Buffer.preferredAlignment)
  }

  private mutating func add(_ types: [String: TensorType], alignment: Int) {
    for (name, type) in types.sorted(by: { $0.key < $1.key }) {
      let offset = byteCount.divided(by: alignment) * alignment
      precondition(entries[name] == nil, "two inputs with the name \(name)")
      entries[name] = Entry(offset: offset, type: type)
      byteCount = offset + type.byteCount
    }
  }

  /// The memory of an input in a block.
  func array(_ name: String, in block: Buffer) -> DeviceArray? {
    entries[name].map { entry in
      DeviceArray(
        buffer: block.slice(byteOffset: entry.offset, byteCount: entry.type.byteCount),
        shape: entry.type.shape,
        type: entry.type.element)
    }
  }
}

/// The memory from which the device copies a run's inputs; the caller writes them here.
package struct Feed {
  let block: InputBlock
  /// The inputs of the graph that nothing depends on.
  let unused: Set<String>
  let bytes: UnsafeMutableRawBufferPointer

  /// Sets an input or a setting to `values`; missing values are 0.
  package func set<Element: BitwiseCopyable>(_ name: String, to values: [Element]) {
    write(name, of: Element.self) { target in
      precondition(
        values.count <= target.count, "\(values.count) values for the input \(name) of \(target.count)")
      values.withUnsafeBytes { UnsafeMutableRawBufferPointer(target).copyMemory(from: $0) }
      UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: target[values.count...]))
        .initializeMemory(as: UInt8.self, repeating: 0)
    }
  }

  /// Calls `body` to write all values of an input. `body` is not called if no result depends on the input.
  package func write<Element: BitwiseCopyable>(
    _ name: String, of type: Element.Type, _ body: (UnsafeMutableBufferPointer<Element>) throws -> Void
  ) rethrows {
    guard let entry = block.entries[name] else {
      precondition(unused.contains(name), "no input \(name) among \(block.entries.keys.sorted())")
      return
    }
    let end = entry.offset + entry.type.byteCount
    precondition(
      MemoryLayout<Element>.size == entry.type.element.byteCount && end <= bytes.count,
      "values of \(Element.self) for \(name), \(entry.type), which this run is not given")
    try body(
      UnsafeMutableRawBufferPointer(rebasing: bytes[entry.offset..<end]).bindMemory(to: Element.self))
  }
}

/// The reported outputs of a run, which may not have finished.
package struct Report: Sendable {
  let download: Download
  let places: [String: InputBlock.Entry]

  /// Waits for the run. Throws if it failed.
  package func wait() throws -> Results { Results(memory: try download.wait(), places: places) }
}

/// The outputs of a run, in host memory.
package struct Results {
  let memory: HostMemory
  let places: [String: InputBlock.Entry]

  /// The values of an output.
  package subscript(_ name: String) -> [Float] { read(name, Array.init) }

  /// Calls `body` with the values of an output in place.
  package func read<Result>(_ name: String, _ body: (UnsafeBufferPointer<Float>) throws -> Result) rethrows
    -> Result
  {
    guard let place = places[name] else {
      preconditionFailure("no output \(name) among the reported \(places.keys.sorted())")
    }
    let bytes = memory.bytes[place.offset..<place.offset + place.type.byteCount]
    return try body(
      UnsafeBufferPointer(UnsafeMutableRawBufferPointer(rebasing: bytes).bindMemory(to: Float.self)))
  }
}
