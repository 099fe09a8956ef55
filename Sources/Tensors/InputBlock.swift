import Device
import Operations

/// Where what a run is given lies: one block of memory, of which each run brings a part in one copy.
///
/// First comes the number of the step, then `settings`, which every run is given; behind them the inputs, which a run may
/// be given anew; at last those that are kept, which no run is given.
struct InputBlock {
  struct Entry {
    let offset: Int
    let type: TensorType
  }

  private(set) var entries: [String: Entry] = [:]
  /// Of the step's number and the settings, in bytes from the beginning.
  private(set) var headerBytes = 0
  /// Of all that a run may be given.
  private(set) var givenBytes = 0
  private(set) var byteCount = 0

  /// The step's number: [2] of int32, the lower word first.
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

/// What a run is given, where the device copies it from: whoever runs an executable writes it here.
package struct Feed {
  let block: InputBlock
  /// Inputs of the graph that nothing depends on.
  let unused: Set<String>
  let bytes: UnsafeMutableRawBufferPointer

  /// Sets an input, or a setting, to `values`; where they are fewer than it holds, the others become 0.
  package func set<Element: BitwiseCopyable>(_ name: String, to values: [Element]) {
    write(name, of: Element.self) { target in
      precondition(
        values.count <= target.count, "\(values.count) values for the input \(name) of \(target.count)")
      values.withUnsafeBytes { UnsafeMutableRawBufferPointer(target).copyMemory(from: $0) }
      UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: target[values.count...]))
        .initializeMemory(as: UInt8.self, repeating: 0)
    }
  }

  /// Lets `body` write all values of an input; it is not called where no result depends on the input.
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

/// The outputs that come back with a run.
package struct Report: Sendable {
  let download: Download
  let places: [String: InputBlock.Entry]

  /// Waits for the run. Throws where it failed.
  package func wait() throws -> Results { Results(memory: try download.wait(), places: places) }
}

/// Outputs of a run, in the host's memory.
package struct Results {
  let memory: HostMemory
  let places: [String: InputBlock.Entry]

  /// The values of an output.
  package subscript(_ name: String) -> [Float] { read(name, Array.init) }

  /// Lets `body` read the values of an output where they are.
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
