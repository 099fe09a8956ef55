import Environments
import Foundation
import Testing

/// An episode of `Tests/Fixtures/environments.json`; `tools/record-environments` tells what is in it.
struct RecordedEpisode: Decodable {
  private struct File: Decodable {
    let episodes: [RecordedEpisode]
  }

  /// A list of whole numbers, or numbers of single precision.
  enum Actions: Decodable {
    case discrete([Int])
    case continuous([Float])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let numbers = try? container.decode([Int].self) {
        self = .discrete(numbers)
      } else {
        self = .continuous(try container.decode(Data.self).elements())
      }
    }
  }

  let environment: String
  let actions: Actions
  let terminated: Bool
  let truncated: Bool
  private let state: Data
  private let observation: Data
  private let reward: Data

  /// [steps].
  var rewards: [Double] { reward.elements() }
  /// [steps + 1][size].
  var states: [[Double]] { rows(state.elements()) }
  /// [steps + 1][size].
  var observations: [[Float]] { rows(observation.elements()) }

  private func rows<Element>(_ elements: [Element]) -> [[Element]] {
    let count = rewards.count + 1
    let size = elements.count / count
    return (0..<count).map { Array(elements[$0 * size..<($0 + 1) * size]) }
  }

  /// Those of an environment, of which there must be some.
  static func all(of environment: String) throws -> [RecordedEpisode] {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Fixtures/environments.json")
    let episodes = try JSONDecoder().decode(File.self, from: Data(contentsOf: file)).episodes
    let wanted = episodes.filter { $0.environment == environment }
    try #require(!wanted.isEmpty, "no episodes of \(environment)")
    return wanted
  }
}

extension Data {
  /// Copies as the bytes stand: all hosts that Swift runs on are little-endian, too.
  fileprivate func elements<Element: BitwiseCopyable>() -> [Element] {
    Array(unsafeUninitializedCapacity: count / MemoryLayout<Element>.stride) { elements, initialized in
      initialized = copyBytes(to: elements) / MemoryLayout<Element>.stride
    }
  }
}
