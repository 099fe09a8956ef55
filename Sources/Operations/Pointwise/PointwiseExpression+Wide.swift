import Device

extension PointwiseExpression {
  /// Work-items of a work-group, loads of 16 bytes that a work-item has in flight at best, and those that its registers
  /// have room for.
  private static let wideGroup = 128, wideLoads = 4, maximumWideLoads = 8
  /// Work-groups of a compute unit from which on so few, of so much each, keep it busy.
  private static let busyGroups = 2

  /// The launch on GPUs of a long expression whose inputs are like the output or single numbers: several loads of 16 bytes
  /// before the first store. Nil for others. `columns` tells which inputs are like the output.
  func wideLaunch(_ arguments: [Argument], _ columns: [Bool], count: Int, context: OperationContext) throws
    -> (any Launch)?
  {
    let arrays = columns.count { $0 }
    guard context.choose() == .group, arrays > 0, count % 4 == 0,
      context.device.info.largestWorkGroup >= Self.wideGroup
    else { return nil }
    let loads = arrays == 1 ? Self.wideLoads : max(1, min(Self.wideLoads / 2, Self.maximumWideLoads / arrays))
    let groups = count.divided(by: 4 * loads * Self.wideGroup)
    guard groups >= Self.busyGroups * context.device.info.computeUnits else { return nil }
    let program = Program(
      ["exponential", "activation"], macros: ["GROUP": "\(Self.wideGroup)", "LOADS": "\(loads)"],
      text: wideSource(columns))
    return try context.launch(
      "pointwise", in: program, arguments, items: [groups * Self.wideGroup], local: [Self.wideGroup])
  }

  /// A work-item's loads past the end read its first elements again, and are not stored.
  private func wideSource(_ columns: [Bool]) -> String {
    let inputs = Array(0..<inputCount)
    let (text, result) = statements(of: inputs.map { "a\($0)" }, prefix: "x")
    let values = ["x", "y", "z", "w"].map { lane in
      "value(\(inputs.map { columns[$0] ? "v\($0)[l].\(lane)" : "v\($0)" }.joined(separator: ", ")))"
    }
    func lines(_ kind: Bool, _ line: (Int) -> String) -> String {
      inputs.filter { columns[$0] == kind }.map(line).joined(separator: "\n")
    }
    return """
      static inline float value(\(inputs.map { "float a\($0)" }.joined(separator: ", "))) {
        \(text)
        return \(result);
      }

      KERNEL void pointwise(\(inputs.map { "GLOBAL const float* a\($0), " }.joined())GLOBAL float* output, int count) {
        int first = ((int)get_group_id(0) * GROUP * LOADS + (int)get_local_id(0)) * 4;
        if (first >= count) return;
      \(lines(false) { "  float v\($0) = a\($0)[0];" })
      \(lines(true) { "  float4 v\($0)[LOADS];" })
      #pragma unroll
        for (int l = 0; l < LOADS; l++) {
          int i = first + l * GROUP * 4, from = i < count ? i : first;
      \(lines(true) { "    v\($0)[l] = *(GLOBAL const float4*)(a\($0) + from);" })
        }
      #pragma unroll
        for (int l = 0; l < LOADS; l++) {
          int i = first + l * GROUP * 4;
          if (i < count) *(GLOBAL float4*)(output + i) = (float4)(\(values.joined(separator: ", ")));
        }
      }

      """
  }
}
