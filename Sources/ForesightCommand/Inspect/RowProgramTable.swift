import Foundation
import Operations
import Tensors

/// The parts of a kernel that takes rows through all operations of a graph, and its division for a device.
struct RowProgramTable {
  let parts: [RowProgram.Part]
  let form: RowForm
  /// The size of a work-group's tile, in bytes.
  let bytes: Int
  let isLocal: Bool

  /// A line for each part, and the memory and arithmetic of the kernel for `count` rows, which are trees or
  /// candidates. The arithmetic is for one of `each`.
  func text(of count: Int, _ rows: String, each: String) -> String {
    let total = parts.reduce(0) { $0 + $1.flops }
    let header = "         flops  share  part"
    let lines = parts.map { part in
      String(format: "%14.0f %5.1f%%  ", part.flops, 100 * part.flops / max(total, 1)) + part.operation
    }
    let footer = String(
      format:
        "%.0f flops %@; %d %@ in %d work-groups of %d work-items, %d %@ in each; %.1f KiB of %@ memory for each work-group",
      total, each, count, rows, count.divided(by: form.rows), form.group, form.rows, rows,
      Double(bytes) / 1024, isLocal ? "local" : "global")
    return ([header] + lines + [footer]).joined(separator: "\n")
  }
}
