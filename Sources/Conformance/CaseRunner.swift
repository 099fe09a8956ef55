import Common
import Device
import Operations
import Safetensors

/// What came of one case with one choice of candidates.
package struct CaseResult: Sendable {
  /// The candidates that ran.
  package internal(set) var candidates: [Candidate] = []
  /// The largest distance of an output, as a share of what the tolerance allows; nil where none was measured.
  package internal(set) var worstForward: Double?
  /// The same for gradients.
  package internal(set) var worstBackward: Double?
  /// Why it failed; empty where it passed.
  package internal(set) var failures: [String] = []

  mutating func compareForward(
    _ actual: [Double], _ name: String, _ expected: SafetensorsTensor, _ tolerance: Double
  ) {
    compare(actual, "output \(name.quoted)", expected, tolerance, \.worstForward)
  }

  mutating func compareBackward(
    _ actual: [Double], _ name: String, _ expected: SafetensorsTensor, _ tolerance: Double
  ) {
    compare(actual, "gradient \(name.quoted)", expected, tolerance, \.worstBackward)
  }

  private mutating func compare(
    _ actual: [Double], _ label: String, _ expected: SafetensorsTensor, _ tolerance: Double,
    _ worst: WritableKeyPath<CaseResult, Double?>
  ) {
    switch Comparison.compare(actual, expected.doubles, tolerance: tolerance) {
    case .fault(let reason): failures.append("the \(label) is wrong: \(reason)")
    case .share(let share):
      self[keyPath: worst] = max(self[keyPath: worst] ?? 0, share)
      if share > 1 {
        failures.append(
          "the \(label) is \(share.short) times as far from the expected one as its tolerance of \(tolerance) allows"
        )
      }
    }
  }
}

/// Runs cases on one device.
package struct CaseRunner {
  private let device: any Device
  private let queue: any Queue
  private let selection: ProductSelection

  /// `selection` holds the saved choices, which count where no candidate is forced.
  package init(device: any Device, selection: ProductSelection = ProductSelection()) throws {
    self.device = device
    self.selection = selection
    queue = try device.makeQueue(profiling: false)
  }

  /// Runs a case forward and, where it has gradients, backward, and compares every result.
  ///
  /// All memory, also what operations use for themselves, holds NaN before the kernels run, so that a result that
  /// depends on anything unwritten shows.
  ///
  /// Whatever is wrong with the case or its results is a failure in the result; throws where the device fails.
  package func run(_ conformanceCase: ConformanceCase, candidate: Candidate? = nil) throws -> CaseResult {
    if let definition = ModelCases.definitions[conformanceCase.operation] {
      return try ModelCaseRunner(device: device, queue: queue, selection: selection)
        .run(conformanceCase, definition, candidate: candidate)
    }
    var result = CaseResult()
    let bound: BoundOperation
    do {
      let context = OperationContext(
        device: device, forced: candidate, selection: selection,
        prepare: {
          [queue] array in
          try queue.fill(array.buffer, pattern: Float.nan.bitPattern)
          // An operation may fill its tables on a queue of its own.
          try queue.finish()
        })
      bound = try Catalog.bind(conformanceCase.request, context: context)
    } catch let error as OperationError {
      result.failures = [error.description]
      return result
    }
    result.candidates = bound.candidates
    result.failures = Self.mismatches(conformanceCase, bound)
    guard result.failures.isEmpty else { return result }

    for (name, port) in bound.inputs { try upload(conformanceCase.inputs[name]!, to: port) }
    for launch in bound.forward { try queue.enqueue(launch) }
    for (name, expected) in conformanceCase.outputs.sorted(by: { $0.key < $1.key }) {
      result.compareForward(
        try download(bound.outputs[name]!), name, expected, conformanceCase.tolerance)
    }

    for (name, port) in bound.cotangents {
      if let cotangent = conformanceCase.cotangents[name] {
        try upload(cotangent, to: port)
      } else {
        try zero(port)
      }
    }
    for port in bound.gradients.values where port.accumulates { try zero(port) }
    for launch in bound.backward { try queue.enqueue(launch) }
    for (name, expected) in conformanceCase.gradients.sorted(by: { $0.key < $1.key }) {
      result.compareBackward(
        try download(bound.gradients[name]!), name, expected, conformanceCase.tolerance)
    }
    try queue.finish()
    return result
  }

  private func zero(_ port: Port) throws { try queue.fill(port.array.buffer, pattern: 0) }

  /// What of the case does not fit what the operation takes and gives.
  private static func mismatches(_ conformanceCase: ConformanceCase, _ bound: BoundOperation) -> [String] {
    let unused = conformanceCase.inputs.keys.filter { bound.inputs[$0] == nil }.sorted()
    return unused.map { "the operation has no input \($0.quoted)" }
      + mismatches(conformanceCase.outputs, bound.outputs, "output")
      + mismatches(conformanceCase.cotangents, bound.cotangents, "cotangent")
      + mismatches(conformanceCase.gradients, bound.gradients, "gradient")
  }

  private static func mismatches(
    _ tensors: [String: SafetensorsTensor], _ ports: [String: Port], _ kind: String
  ) -> [String] {
    tensors.sorted { $0.key < $1.key }.compactMap { name, tensor in
      guard let port = ports[name] else { return "the operation has no \(kind) \(name.quoted)" }
      if port.hostShape != tensor.shape {
        return "the \(kind) \(name.quoted) has shape \(port.hostShape), expected \(tensor.shape)"
      }
      let type = ElementType(tensor.type)
      if port.array.type != type {
        return "the \(kind) \(name.quoted) holds \(port.array.type.rawValue), expected \(type.rawValue)"
      }
      return nil
    }
  }

  private func upload(_ tensor: SafetensorsTensor, to port: Port) throws {
    func upload<Element: BitwiseCopyable>(_ elements: [Element]) throws {
      let elements = port.layout.toDevice(elements, hostShape: tensor.shape)
      try queue.upload(HostMemory(elements), to: port.array.buffer, byteOffset: 0)
    }
    switch tensor.type {
    case .float32: try upload(tensor.floats())
    case .int32: try upload(tensor.integers())
    case .uint8: try upload([UInt8](tensor.bytes))
    case .int64, .uint64: preconditionFailure("a case of \(tensor.type.rawValue)")
    }
  }

  private func download(_ port: Port) throws -> [Double] {
    let size = port.array.count * port.array.type.byteCount
    let memory = try queue.download(port.array.buffer, range: 0..<size).wait()
    let values: [Double] =
      switch port.array.type {
      case .float32: memory.array(of: Float.self).map { Double($0) }
      case .int32: memory.array(of: Int32.self).map { Double($0) }
      case .uint8: memory.array(of: UInt8.self).map { Double($0) }
      }
    return port.layout.toHost(values, hostShape: port.hostShape)
  }
}

extension SafetensorsTensor {
  fileprivate var doubles: [Double] {
    switch type {
    case .float32: floats().map { Double($0) }
    case .int32: integers().map { Double($0) }
    case .uint8: bytes.map { Double($0) }
    case .int64, .uint64: preconditionFailure("a case of \(type.rawValue)")
    }
  }
}
