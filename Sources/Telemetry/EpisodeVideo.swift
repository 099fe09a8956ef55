import Common
import Foundation

/// A video of an episode, step by step: pictures or, for environments that cannot be rendered, text drawn as
/// pictures.
package final class EpisodeVideo {
  /// The height and width of a picture that is drawn for the video, in pixels.
  package static let side = 128
  /// The size of a dot of a letter, in pixels.
  private static let scale = 2

  /// The time that each picture is shown, in hundredths of a second.
  private let delay: Int
  private var pictures: [[UInt8]] = []
  private var texts: [[Substring]] = []

  /// A video without steps. Games are shown more slowly than motion.
  package init(isGame: Bool) { delay = isGame ? 70 : 8 }

  /// Adds a picture, [side, side, 3]. All steps must be of the same kind.
  package func append(picture: [UInt8]) { pictures.append(picture) }

  /// Adds a text.
  package func append(text: String) {
    texts.append(text.split(separator: "\n", omittingEmptySubsequences: false))
  }

  package var steps: Int { max(pictures.count, texts.count) }

  /// Writes `<name>-<step>.gif` into a folder, which is made if it does not exist. Does nothing if there are
  /// no steps.
  ///
  /// Throws if the file cannot be written.
  package func write(_ name: String, step: Int, to folder: String) throws {
    guard let picture else { return }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try FileReplacement.write(
      bytes: picture.gif, to: "\(folder)/\(name)-\(String(format: "%09d", step)).gif")
  }

  private var picture: AnimatedPicture? {
    if !pictures.isEmpty {
      var result = AnimatedPicture(width: Self.side, height: Self.side, channels: 3, delay: delay)
      for picture in pictures { result.append(picture) }
      return result
    }
    let columns = texts.flatMap { $0 }.map(\.count).max() ?? 0
    let rows = texts.map(\.count).max() ?? 0
    guard columns > 0, rows > 0 else { return nil }
    let width = (columns * (Glyphs.width + 1) + 1) * Self.scale
    let height = (rows * (Glyphs.height + 1) + 1) * Self.scale
    guard width <= 4096, height <= 4096 else { return nil }
    var result = AnimatedPicture(width: width, height: height, channels: 1, delay: delay)
    for text in texts { result.append(Self.drawing(of: text, width: width, height: height)) }
    return result
  }

  /// The lines drawn black on white: [height, width, 1].
  private static func drawing(of lines: [Substring], width: Int, height: Int) -> [UInt8] {
    var pixels = [UInt8](repeating: 255, count: width * height)
    for (line, text) in lines.enumerated() {
      for (place, character) in text.enumerated() where character != " " {
        let (left, top) = (1 + place * (Glyphs.width + 1), 1 + line * (Glyphs.height + 1))
        for row in 0..<Glyphs.height * scale {
          for column in 0..<Glyphs.width * scale
          where Glyphs.isSet(character, column: column / scale, row: row / scale) {
            pixels[(top * scale + row) * width + left * scale + column] = 0
          }
        }
      }
    }
    return pixels
  }
}
