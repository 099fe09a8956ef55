import Common
import Foundation

/// The target of an output: a terminal of some width, or a file or pipe.
package struct Terminal: Sendable, Equatable {
  /// Whether lines can be redrawn.
  package let isInteractive: Bool
  /// Whether text may be colored: on terminals, unless `NO_COLOR` is set.
  package let hasColor: Bool

  package init(isInteractive: Bool, hasColor: Bool) {
    self.isInteractive = isInteractive
    self.hasColor = hasColor
  }

  /// The target of a file descriptor. A `dumb` terminal does not count as one.
  package init(
    descriptor: Int32, environment: [String: String] = ProcessInfo.processInfo.environment
  ) {
    isInteractive = isatty(descriptor) == 1 && environment["TERM"] != "dumb"
    hasColor = isInteractive && (environment["NO_COLOR"] ?? "").isEmpty
  }

  /// The current number of columns of a descriptor's terminal; 80 if there is none.
  package static func width(of descriptor: Int32) -> Int {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// Writes a text. If the system does not accept it, it is dropped, because a run should not end for lack of
  /// a display.
  static func write(_ text: String, to descriptor: Int32) {
    Descriptor.write(Array(text.utf8), to: descriptor)
  }
}
