import Device
import Operations

/// Computes rows of outputs from rows of inputs in one launch, by a row program. Inputs: the table that rows
/// are stored in, the program's parameters, the index [rows] of each row in the table, and the given inputs
/// of each row. Outputs: the table, and the program's outputs [rows, ...].
struct RowInference: TensorOperation {
  let kernel: Program
  /// The number of elements per row of each output except the table.
  let columns: [Int]
  let form: RowForm
  /// The number of floats of global memory of each tile; 0 if the tile is in local memory.
  let spillCount: Int
  let flops: Double

  private static let places = 2

  var name: String { "row_inference" }
  var memory: MemoryUse { .accumulates(inputs: [0]) }

  func takes(_ element: ElementType, at index: Int) -> Bool {
    index == Self.places
      ? element == .int32 : element == .float32 || (index > Self.places && element == .uint8)
  }

  func outputs(of inputs: [TensorType]) -> [TensorType] {
    let rows = inputs[Self.places].count
    precondition(
      inputs.dropFirst(Self.places).allSatisfy { $0.shape.first == rows }, "row_inference: \(inputs)")
    return [inputs[0]] + columns.map { TensorType([rows, $0]) }
  }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    let rows = inputs[Self.places].count
    let groups = rows.divided(by: form.rows)
    var arguments = (outputs.prefix(1) + inputs.dropFirst() + outputs.dropFirst()).map(Argument.array)
    if spillCount > 0 { arguments.append(.array(try context.makeArray([groups * spillCount]))) }
    arguments.append(.int(rows))
    return [
      try context.launch(
        name, in: kernel, arguments, items: [groups * form.group], local: [form.group])
    ]
  }

  func work(inputs: [TensorType], outputs: [TensorType]) -> Work {
    let rows = inputs[Self.places].count
    let moved = inputs.dropFirst() + outputs.dropFirst()
    return Work(flops: flops * Double(rows), bytes: Double(moved.reduce(0) { $0 + $1.byteCount }))
  }
}

extension RowProgram {
  /// The outputs by name for rows of the given inputs, and `table` with the stored rows at `places` [rows],
  /// in one launch. `parameters` are the program's, in the caller's graph. `index` is the name of the
  /// program's input for the places.
  package func inferring(
    _ given: [String: Tensor], places: Tensor, named index: String, parameters: Tensor, table: Tensor
  ) -> (outputs: [String: Tensor], table: Tensor) {
    precondition(constants.isEmpty, "constants among the outputs of an inference")
    let (inputs, outputs) = (given.sorted { $0.key < $1.key }, self.outputs.sorted { $0.key < $1.key })
    let operation = RowInference(
      kernel: kernel(index: index, given: inputs.map { ($0.key, $0.value.type.element) }, outputs),
      columns: outputs.map(\.value.count), form: form, spillCount: isLocal ? 0 : tileCount,
      flops: parts.reduce(0) { $0 + $1.flops })
    let results = table.graph.add(operation, [table, parameters, places] + inputs.map(\.value))
    return (Dictionary(uniqueKeysWithValues: zip(outputs.map(\.key), results.dropFirst())), results[0])
  }

  private func kernel(
    index: String, given: [(name: String, element: ElementType)], _ outputs: [(key: String, value: RowTile)]
  ) -> Program {
    var list = ["GLOBAL float* table", "GLOBAL const float* parameters", "GLOBAL const int* place_of_row"]
    list += given.map { "GLOBAL const \($0.element == .uint8 ? "uchar" : "float")* \($0.name)" }
    list += outputs.indices.map { "GLOBAL float* output\($0)" }
    if !isLocal { list.append("GLOBAL float* spill") }
    list.append("int row_count")
    let loads = inputs.sorted { $0.key < $1.key }.map {
      form.load($0.value, from: $0.key, row: "ROW_NUMBER(row)")
    }
    let stores = outputs.enumerated().map { number, output in
      let tile = output.value
      return """
        EACH_UNIT(unit, \(form.rows * tile.count)) {
          const int row = unit / \(tile.count), column = unit % \(tile.count);
          if (EXISTS(row)) output\(number)[(size_t)(first_row + row) * \(tile.count) + column] = \(tile.row("row"))[column / \(tile.channels) * \(tile.stride) + column % \(tile.channels)];
        }

        """
    }
    let text = """
      \(definitions)
      KERNEL void row_inference(\(list.joined(separator: ", "))) {
        TILE_MEMORY
        GROUP_SCRATCH(scratch);
        LOCAL int row_memory[\(form.rows)];
        LOCAL int* \(index) = row_memory + get_global_offset(0);
        const int first_row = (int)get_group_id(0) * \(form.rows);
        for (int row = MEMBER; row < \(form.rows); row += GROUP) \(index)[row] = EXISTS(row) ? place_of_row[first_row + row] : -1;
      \(loads.joined())  ROW_BARRIER;
      \(statements)
      \(stores.joined())}

      """
    let own = ["TILE_COUNT": "\(tileCount)", "ROWS": "row_count"]
    return Program(
      Self.files + ["random_numbers", "rollout"], macros: macros.merging(own) { $1 }, text: text)
  }
}
