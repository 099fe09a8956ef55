import Device

/// Concatenation and slices along an axis.
package enum Concatenation {
  /// output = the inputs, concatenated along `axis`. Shapes: inputs [..., sizes that may differ, ...] →
  /// output [..., their sum, ...].
  ///
  /// Inputs marked in `except` are left out, because they are in the output already.
  package static func concatenate(
    _ inputs: [DeviceArray], axis: Int, output: DeviceArray, except: [Bool]? = nil, context: OperationContext
  ) throws -> [any Launch] {
    let whole = Columns(output, axis: axis)
    precondition(
      inputs.allSatisfy { fits($0.shape, output.shape, axis: axis) }
        && inputs.reduce(0) { $0 + $1.shape[axis] } == output.shape[axis],
      "concatenation of \(inputs.map(\.shape)) along axis \(axis) to \(output.shape)")
    var start = 0
    return try inputs.enumerated().compactMap { index, input in
      let part = Columns(input, axis: axis)
      defer { start += part.width }
      if except?[index] ?? false { return nil }
      return try copy(
        input, part, at: 0, to: output, whole, at: start, columns: part.width, context: context)
    }
  }

  /// output = the part of the input from `start` on along `axis`, as long as the output. Shapes: input [...,
  /// size, ...] → output [..., length, ...].
  package static func slice(
    input: DeviceArray, axis: Int, start: Int, output: DeviceArray, context: OperationContext
  ) throws -> [any Launch] {
    precondition(
      fits(output.shape, input.shape, axis: axis) && start >= 0
        && start + output.shape[axis] <= input.shape[axis],
      "a slice of \(input.shape) from \(start) along axis \(axis) to \(output.shape)")
    let whole = Columns(input, axis: axis)
    let part = Columns(output, axis: axis)
    return [
      try copy(
        input, whole, at: whole.start(start), to: output, part, at: 0, columns: part.width, context: context)
    ]
  }

  /// inputGradient = outputGradient inside the slice, and 0 elsewhere. Shapes as for `slice`.
  package static func sliceBackward(
    outputGradient: DeviceArray, axis: Int, start: Int, inputGradient: DeviceArray, context: OperationContext
  ) throws -> [any Launch] {
    precondition(
      fits(outputGradient.shape, inputGradient.shape, axis: axis) && start >= 0
        && start + outputGradient.shape[axis] <= inputGradient.shape[axis],
      "a slice of \(inputGradient.shape) from \(start) along axis \(axis) to \(outputGradient.shape)")
    let whole = Columns(inputGradient, axis: axis)
    let part = Columns(outputGradient, axis: axis)
    return [
      try launch(
        "pad_columns", outputGradient, inputGradient, rows: whole.rows, across: whole.width,
        sizes: [part.width, whole.width, whole.start(start)], context: context)
    ]
  }

  // MARK: Launches

  /// An array seen as rows along and after the axis, in words of four bytes.
  private struct Columns {
    let rows: Int
    let width: Int
    private let inner: Int
    private let array: DeviceArray

    init(_ array: DeviceArray, axis: Int) {
      self.array = array
      inner = array.shape[(axis + 1)...].product
      rows = array.shape[..<axis].product
      width = Self.words(array.shape[axis] * inner, of: array)
    }

    /// The number of words before element `index` of the axis.
    func start(_ index: Int) -> Int { Self.words(index * inner, of: array) }

    private static func words(_ elements: Int, of array: DeviceArray) -> Int {
      let bytes = elements * array.type.byteCount
      precondition(
        bytes % 4 == 0, "\(bytes) bytes of \(array.type.rawValue) \(array.shape) are not whole words of four")
      return bytes / 4
    }
  }

  private static func fits(_ part: [Int], _ whole: [Int], axis: Int) -> Bool {
    part.count == whole.count && whole.indices.allSatisfy { $0 == axis || part[$0] == whole[$0] }
  }

  private static func copy(
    _ input: DeviceArray, _ source: Columns, at inputStart: Int, to output: DeviceArray, _ target: Columns,
    at outputStart: Int, columns: Int, context: OperationContext
  ) throws -> any Launch {
    try launch(
      "copy_columns", input, output, rows: source.rows, across: columns,
      sizes: [columns, source.width, inputStart, target.width, outputStart], context: context)
  }

  /// The number of columns of a work-item on CPUs; on GPUs it is 1.
  private static let run = 4096

  private static func launch(
    _ kernel: String, _ input: DeviceArray, _ output: DeviceArray, rows: Int, across: Int, sizes: [Int],
    context: OperationContext
  ) throws -> any Launch {
    let vector = context.choose() == .vector
    let run = vector ? run : 1
    let height = vector ? max(1, min(rows, run / across)) : (rows + 65534) / 65535
    return try context.launch(
      kernel, in: Program("concatenation", macros: vector ? ["WIDTH": "16", "RUN": "\(run)"] : [:]),
      [.array(input), .array(output)] + ([rows, height] + sizes).map(Argument.int),
      items: [(across + run - 1) / run, (rows + height - 1) / height], local: [vector ? 1 : 64, 1])
  }
}
