import ArgumentParser
import Common
import Foundation

struct InstallCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "install", abstract: "Puts the command on the PATH, and completes its words in shells.",
    discussion: """
      Makes <prefix>/bin/foresight, a link to where this command was called from, and files for bash, zsh and fish. What \
      another program has put there stays, and is named.
      """)

  /// The environment variable in which a script that starts the program gives its own path.
  private static let script = "FORESIGHT_SCRIPT"

  @Option(help: ArgumentHelp("The folder to install to.", valueName: "folder"))
  var prefix = "~/.local"

  private static let completions: [(shell: CompletionShell, path: String)] = [
    (.bash, "share/bash-completion/completions/foresight"),
    (.zsh, "share/zsh/site-functions/_foresight"),
    (.fish, "share/fish/vendor_completions.d/foresight.fish"),
  ]

  func run() throws {
    let root = URL(filePath: NSString(string: prefix).expandingTildeInPath).standardized.path
    let link = "\(root)/bin/foresight"
    try placeLink(at: link)
    for (shell, path) in Self.completions {
      let target = "\(root)/\(path)"
      try Self.makeFolder(of: target)
      try FileReplacement.write(Foresight.completionScript(for: shell), to: target)
      print("\(target)")
    }
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    if !folders.contains(where: { $0 == "\(root)/bin" }) {
      print(
        "\(root)/bin is not on the PATH yet; add to your shell's settings: export PATH=\"\(root)/bin:$PATH\"")
    }
  }

  private func placeLink(at link: String) throws {
    let target = ProcessInfo.processInfo.environment[Self.script] ?? Bundle.main.executablePath ?? ""
    guard FileManager.default.isExecutableFile(atPath: target) else {
      throw ValidationError("it is not known where this program stands; call it by its path")
    }
    try Self.makeFolder(of: link)
    if let before = try? FileManager.default.destinationOfSymbolicLink(atPath: link) {
      guard before.hasSuffix("/foresight") else {
        throw FileError(file: link, reason: "this links to \(before); choose another --prefix, or remove it")
      }
      try FileManager.default.removeItem(atPath: link)
    } else if FileManager.default.fileExists(atPath: link) {
      throw FileError(
        file: link, reason: "another program stands there; choose another --prefix, or remove it")
    }
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
    print("\(link) -> \(target)")
  }

  private static func makeFolder(of file: String) throws {
    let folder = URL(filePath: file).deletingLastPathComponent().path
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw FileError(file: folder, reason: "the folder cannot be created; choose another --prefix")
    }
  }
}
