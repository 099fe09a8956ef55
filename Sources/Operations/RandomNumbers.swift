import Device

/// The stream of an array's random numbers: element i depends on these properties and on i alone.
package struct PhiloxStream: Sendable {
  /// The run's seed.
  package let seed: UInt64
  /// The number of the draw within a program. Two draws of one step must have different numbers.
  package let operation: UInt32
  /// The step, read from the device at every launch: [1] or [2], int32, an unsigned number with the lower
  /// word first.
  package let step: DeviceArray

  package init(seed: UInt64, operation: UInt32, step: DeviceArray) {
    precondition(
      step.type == .int32 && (step.count == 1 || step.count == 2),
      "a random stream's step of shape \(step.shape) and type \(step.type)")
    self.seed = seed
    self.operation = operation
    self.step = step
  }
}

/// Counter-based random numbers by Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1,
/// 2, 3"). No state is carried from draw to draw, so the same seed and step give the same numbers in any
/// order of work.
package enum RandomNumbers {
  /// output [any shape] = uniform numbers in [0, 1), multiples of 2^-24; the same bits on every device.
  package static func uniform(output: DeviceArray, stream: PhiloxStream, context: OperationContext) throws
    -> [any Launch]
  {
    try launch("random_uniform", output, stream, context: context)
  }

  /// output [any shape] = standard normal numbers (Box and Muller 1958).
  package static func normal(output: DeviceArray, stream: PhiloxStream, context: OperationContext) throws
    -> [any Launch]
  {
    try launch("random_normal", output, stream, context: context)
  }

  /// output [any shape], int32 = random words: four for each of Philox's blocks, which are counted from
  /// `firstBlock`.
  package static func bits(
    output: DeviceArray, stream: PhiloxStream, firstBlock: UInt32 = 0, context: OperationContext
  ) throws -> [any Launch] {
    try launch("random_bits", output, type: .int32, stream, firstBlock: firstBlock, context: context)
  }

  /// The number of blocks of a work-item on CPUs; on GPUs it is 1.
  private static let chunk = 512

  private static func launch(
    _ kernel: String, _ output: DeviceArray, type: ElementType = .float32, _ stream: PhiloxStream,
    firstBlock: UInt32 = 0, context: OperationContext
  ) throws -> [any Launch] {
    precondition(output.type == type, "\(kernel) to an array of \(output.type)")
    let vector = context.choose() == .vector
    let blocks = (output.count + 3) / 4
    return [
      try context.launch(
        kernel,
        in: Program(
          ["random_numbers", "random"], macros: vector ? ["WIDTH": "16", "CHUNK": "\(chunk)"] : [:]),
        [
          .array(output), .array(stream.step), .int(stream.step.count),
          .uint(UInt32(truncatingIfNeeded: stream.seed)),
          .uint(UInt32(truncatingIfNeeded: stream.seed >> 32)),
          .uint(stream.operation), .uint(firstBlock), .int(output.count),
        ], items: [vector ? (blocks + chunk - 1) / chunk : blocks], local: [vector ? 1 : 64])
    ]
  }
}

/// The values that all random draws of a run depend on.
package struct RandomDraws: Sendable {
  package let seed: UInt64
  /// The number of the step: [2], int32, with the lower word first.
  package let step: DeviceArray

  package init(seed: UInt64, step: DeviceArray) { (self.seed, self.step) = (seed, step) }
}
