/// A launch as an absent device would get it.
package final class AbsentLaunch: Launch {
  package let name: String
  private let made: AbsentProgram
  package let arguments: [Argument]
  package let global: [Int]
  /// The size of a work-group; nil if the driver is to choose it.
  package let local: [Int]?
  /// The names of the kernel's integer parameters, in order.
  private let numberNames: [String]

  /// The work-group size that is assumed if the driver chooses it.
  private static let usualGroup = 64

  init(
    name: String, program: AbsentProgram, arguments: [Argument], global: [Int], local: [Int]?,
    numberNames: [String]
  ) {
    (self.name, made, self.arguments) = (name, program, arguments)
    (self.global, self.local, self.numberNames) = (global, local, numberNames)
  }

  package var program: Program { made.program }
  /// `Program.key`.
  package var programKey: String { made.key }

  /// Whether the program's text contains `part`.
  package func hasText(_ part: String) -> Bool { made.source.contains(part) }

  /// The number of work-items of a work-group.
  package var groupSize: Int { local?.reduce(1, *) ?? Self.usualGroup }

  package var groups: Int { (global.reduce(1, *) + groupSize - 1) / groupSize }

  /// The size in bytes of the memory that it is given, counting each byte once.
  package var bytes: Int {
    var views: [Buffer] = []
    for case .buffer(let buffer) in arguments where !views.contains(buffer) { views.append(buffer) }
    return views.reduce(0) { $0 + $1.byteCount }
  }

  package var bufferCount: Int {
    arguments.count { if case .buffer = $0 { true } else { false } }
  }

  /// The value of the kernel's integer parameter of this name; nil if it has none.
  package func number(_ parameter: String) -> Int? {
    guard let place = numberNames.firstIndex(of: parameter) else { return nil }
    let numbers = arguments.compactMap { argument -> Int? in
      if case .int(let value) = argument { value } else { nil }
    }
    return numbers.indices.contains(place) ? numbers[place] : nil
  }
}

extension Program {
  /// The options for the driver's compiler.
  package func buildOptions(on info: DeviceInfo) -> String {
    OpenCLProgram.options(isExact: isExact, on: info)
  }

  /// A name of the program's text, the same in every run: its hash.
  package var key: String { String(Checksum.fnv1a(source.utf8), radix: 16) }
}
