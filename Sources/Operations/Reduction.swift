import Device

/// Sums and means over axes. The order of summation depends only on the sizes of the summed axes and of those
/// after them, so a row's sum does not depend on the number of rows.
package enum Reduction {
  /// Sums the rows: input [rows, columns] → output [columns]. With `accumulate` the sum is added to the
  /// output, as for the gradients of biases.
  package static func columnSum(
    input: DeviceArray, output: DeviceArray, accumulate: Bool = false, context: OperationContext
  ) throws -> [any Launch] {
    precondition(
      input.shape.count == 2 && output.shape == [input.shape[1]],
      "the column sum of \(input.shape) in \(output.shape)")
    return try sum(input: input, axes: [0], output: output, accumulate: accumulate, context: context)
  }

  /// Adds the sums of input [..., channels] over all axes but the last to output [channels]; nothing where there is none.
  static func channelSum(_ input: DeviceArray, output: DeviceArray?, context: OperationContext) throws
    -> [any Launch]
  {
    guard let output else { return [] }
    let rows = input.reshaped([input.count / output.count, output.count])
    return try columnSum(input: rows, output: output, accumulate: true, context: context)
  }

  /// output = scale · the sum of input over `axes`, added to what is there where `accumulate`.
  ///
  /// `axes` are counted from 0. The output has the input's other axes, in order; the summed axes may remain
  /// as axes of size 1.
  package static func sum(
    input: DeviceArray, axes: Set<Int>, output: DeviceArray, scale: Float = 1, accumulate: Bool = false,
    context: OperationContext
  ) throws -> [any Launch] {
    let kept = input.shape.enumerated().filter { !axes.contains($0.offset) }.map(\.element)
    precondition(
      axes.allSatisfy(input.shape.indices.contains) && output.count == kept.product,
      "the sum of \(input.shape) over axes \(axes.sorted()) in \(output.shape)")
    var launches: [any Launch] = []
    var source = input
    var runs = reducedRuns(input.shape, axes: axes)
    while true {
      let run = runs.popLast() ?? Run(outer: 1, rows: 1, columns: source.count)
      let isLast = runs.isEmpty
      let target = isLast ? output : try context.makeArray([run.outer, run.columns])
      launches += try reduce(
        source, run, into: target, scale: isLast ? scale : 1, accumulate: isLast && accumulate,
        context: context)
      if isLast { return launches }
      source = target
    }
  }

  // MARK: Passes

  /// One pass: [outer, rows, columns] → [outer, columns].
  struct Run: Equatable {
    let outer: Int
    let rows: Int
    var columns: Int
  }

  /// The runs of adjacent summed axes, in order. They must be summed from the last to the first; the columns
  /// of each are those that remain at its turn.
  static func reducedRuns(_ shape: [Int], axes: Set<Int>) -> [Run] {
    var runs: [Run] = []
    var axis = 0
    while axis < shape.count {
      let start = axis
      while axis < shape.count && (axes.contains(axis) || shape[axis] == 1) { axis += 1 }
      let rows = shape[start..<axis].product
      if rows > 1 {
        let kept = (axis..<shape.count).filter { !axes.contains($0) }.map { shape[$0] }
        runs.append(Run(outer: shape[..<start].product, rows: rows, columns: kept.product))
      }
      if axis < shape.count { axis += 1 }
    }
    return runs
  }

  private static func reduce(
    _ input: DeviceArray, _ run: Run, into output: DeviceArray, scale: Float, accumulate: Bool,
    context: OperationContext
  ) throws -> [any Launch] {
    let vector = context.choose() == .vector
    guard let blocks = Blocks(run, vector: vector) else {
      return [try finish(input, run, into: output, scale: scale, accumulate: accumulate, context: context)]
    }
    let partial = try context.makeArray([run.outer, blocks.count, blocks.width])
    let first = try context.launch(
      "sum_blocks", in: program(vector),
      [.array(input), .array(partial), .int(run.rows * run.columns), .int(blocks.width), .int(blocks.rows)],
      items: [(blocks.width + blocks.strip - 1) / blocks.strip, blocks.count, run.outer],
      local: [vector ? 1 : group, 1, 1])
    let rest = Run(
      outer: run.outer, rows: blocks.count * blocks.width / run.columns, columns: run.columns)
    return [
      first, try finish(partial, rest, into: output, scale: scale, accumulate: accumulate, context: context),
    ]
  }

  /// The height and width of a GPU's work-group that sums columns, and the size of one that sums a row.
  private static let tile = 16, group = 64

  private static func program(_ vector: Bool) -> Program {
    Program(
      "reduction",
      macros: vector
        ? ["WIDTH": "16", "BAND": "8", "STRIP": "\(Blocks.vectorStrip)"]
        : ["TILE": "\(tile)", "GROUP": "\(group)"])
  }

  /// The last, or only, launch of a pass.
  private static func finish(
    _ input: DeviceArray, _ run: Run, into output: DeviceArray, scale: Float, accumulate: Bool,
    context: OperationContext
  ) throws -> any Launch {
    let vector = context.choose() == .vector
    let isRow = run.columns == 1
    let arrays = [Argument.array(input), .array(output)]
    let sizes = isRow ? [Argument.int(run.rows)] : [.int(run.rows), .int(run.columns)]
    let ending = [Argument.float(scale), .int(accumulate ? 1 : 0)]
    let name = isRow ? "row_sum" : "column_sum"
    if vector {
      let strips = isRow ? run.outer : run.outer * ((run.columns + 15) / 16)
      let perItem = max(1, strips / (context.device.info.computeUnits * 4))
      return try context.launch(
        name, in: program(vector), arrays + [.int(run.outer)] + sizes + [.int(perItem)] + ending,
        items: [(strips + perItem - 1) / perItem], local: [1])
    }
    return try context.launch(
      name, in: program(vector), arrays + sizes + ending,
      items: isRow ? [run.outer * group] : [run.outer * ((run.columns + tile - 1) / tile) * tile, tile],
      local: isRow ? [group] : [tile, tile])
  }
}
