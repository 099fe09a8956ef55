import ArgumentParser
import Common
import Runs

struct PresetsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "presets", abstract: "Lists the presets of `\(ProgramName.text) train`, or prints one.",
    discussion: "What is printed can be saved to a file, changed, and given to `\(ProgramName.text) train`.")

  @Argument(help: "The preset to print; all are listed unless one is named.")
  var name: String?

  @Flag(help: "Print all settings, those that the preset leaves as they are as well.")
  var full = false

  func validate() throws {
    if full && name == nil { throw ValidationError("--full prints a preset; name one") }
  }

  func run() throws {
    guard let name else {
      let width = Presets.names.map(\.count).max() ?? 0
      for name in Presets.names {
        let padding = String(repeating: " ", count: width - name.count)
        print("\(name)\(padding)  \(try Presets.description(name))")
        print(String(repeating: " ", count: width + 2) + (try Self.machine(of: name)))
      }
      return
    }
    let text =
      full
      ? try RunSettings(layers: [try Presets.tree(name)], overrides: [], seed: nil).yaml
      : try Presets.text(name)
    print(text, terminator: "")
  }

  /// An estimate of what a preset needs, or the reason why no run can begin from it here.
  private static func machine(of name: String) throws -> String {
    let settings = try RunSettings(layers: [try Presets.tree(name)], overrides: [], seed: nil).agent
    do {
      return "memory: \(try settings.machineNeed().text)"
    } catch {
      return "cannot begin here: \(error)"
    }
  }
}
