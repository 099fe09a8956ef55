/// A program of an absent device, whose text was searched for the kernels' parameters.
///
/// Its device uses it under a lock; it does not change otherwise.
final class AbsentProgram: @unchecked Sendable {
  let program: Program
  let source: String
  let key: String
  /// The names of the integer parameters of each kernel that was launched.
  private(set) var kernels: [String: [String]] = [:]

  init(_ program: Program) {
    self.program = program
    source = program.source
    key = program.key
  }

  /// The names of a kernel's integer parameters, in order.
  func numbers(of kernel: String) -> [String] {
    if let known = kernels[kernel] { return known }
    let names = KernelSource.numbers(of: kernel, in: source)
    kernels[kernel] = names
    return names
  }
}
