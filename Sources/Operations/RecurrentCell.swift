import Device

/// The division of gates among work-items, which the GRU and the LSTM share.
enum RecurrentCell {
  /// Binds a gate kernel over `rows` of `units`. Its last three arguments are rows, units and rows per
  /// work-item.
  static func gates(
    _ kernel: String, in file: String, _ arrays: [DeviceArray], rows: Int, units: Int,
    context: OperationContext
  ) throws -> any Launch {
    let vector = context.choose() == .vector
    let rowsPerItem =
      vector
      ? rows.divided(by: 8 * context.device.info.computeUnits) : 1
    let program = Program(["exponential", file], macros: vector ? ["WIDTH": "16"] : [:])
    return try context.launch(
      kernel, in: program,
      arrays.map(Argument.array) + [.int(rows), .int(units), .int(rowsPerItem)],
      items: [vector ? 1 : units, (rows + rowsPerItem - 1) / rowsPerItem], local: vector ? [1, 1] : [64, 1])
  }
}
