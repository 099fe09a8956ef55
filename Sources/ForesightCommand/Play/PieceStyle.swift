import ArgumentParser
import Environments
import Foundation
import Telemetry

/// The style in which pieces of chess and shogi are shown.
enum PieceStyle: String, CaseIterable, ExpressibleByArgument {
  case letters, figures

  /// The default style: figures on a terminal that has them, with a UTF-8 locale.
  static var usual: PieceStyle {
    let variables = ProcessInfo.processInfo.environment
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { variables[$0] }.first { !$0.isEmpty } ?? ""
    let isUTF8 = locale.lowercased().replacing("-", with: "").contains("utf8")
    return isUTF8 && Terminal(descriptor: 1).isInteractive ? .figures : .letters
  }

  func text(of environment: any Environment<Int>) -> String {
    (environment as? any FigureBoard)?.text(figures: self == .figures) ?? environment.text
  }
}
