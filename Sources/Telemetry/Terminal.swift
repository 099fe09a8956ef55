import Foundation

/// What stands behind an output: a terminal of some width, or a file or pipe.
package struct Terminal: Sendable, Equatable {
  /// Whether lines can be drawn over.
  package let isInteractive: Bool
  /// Whether text may be coloured: on terminals, unless `NO_COLOR` is set.
  package let hasColor: Bool

  package init(isInteractive: Bool, hasColor: Bool) {
    self.isInteractive = isInteractive
    self.hasColor = hasColor
  }

  /// The terminal behind a file descriptor; a `dumb` one counts as none.
  package init(
    descriptor: Int32, environment: [String: String] = ProcessInfo.processInfo.environment
  ) {
    isInteractive = isatty(descriptor) == 1 && environment["TERM"] != "dumb"
    hasColor = isInteractive && (environment["NO_COLOR"] ?? "").isEmpty
  }

  /// The columns of the terminal behind a descriptor at this moment; 80 where there is none.
  package static func width(of descriptor: Int32) -> Int {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// Writes a text; what the system does not take is dropped, because no run should end for want of a display.
  static func write(_ text: String, to descriptor: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno != EINTR { return }
      rest = rest.dropFirst(max(0, count))
    }
  }
}
