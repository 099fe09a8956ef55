import Environments

/// The layout of the memory that a worker shares with this process. All numbers are little-endian.
///
///     0    how many requests the worker has answered (UInt64)
///     64   a ring of slots' numbers (UInt32), in the order of the requests
///     …    a record for each slot
///     …    an episode's state that is stored or gone on with: how many bytes (UInt64), then these
///
/// A record begins with the request: its kind (UInt32, as in `WorkerRequest`), its serial number (UInt32) and
/// the seed (UInt64), then the action, which is a choice (Int64) or [dimensions] (Float). The answer follows:
/// its status (UInt32), the serial number again, the reward (Double) and, in games, the player to move
/// (UInt32); then the observation and, in games, one byte for each action, which is 1 if the action is legal.
struct WorkerLayout: Encodable {
  /// The largest number of environments of a worker. Memory is used only for those that exist.
  static let maximumSlots = 65_536
  private static let line = 64

  let slots = Self.maximumSlots
  let ring = Self.line
  let records: Int
  let stride: Int
  /// Offsets within a record.
  let action = 16
  let answer: Int
  let mover: Int
  let observation: Int
  let legal: Int
  let state: Int
  let stateBytes: Int
  let size: Int

  init(_ specification: EnvironmentSpecification, stateBytes: Int) {
    func rounded(_ bytes: Int) -> Int { (bytes + Self.line - 1) / Self.line * Self.line }
    records = rounded(ring + 4 * Self.maximumSlots)
    let actionBytes =
      switch specification.actions {
      case .discrete: 8
      case .continuous(let low, _): 4 * low.count
      }
    answer = rounded(action + actionBytes)
    mover = answer + 16
    observation = answer + Self.line
    let element = specification.observations.element == .uint8 ? 1 : 4
    legal = observation + element * specification.observations.count
    stride = rounded(legal + specification.maskBytes)
    state = records + Self.maximumSlots * stride
    self.stateBytes = stateBytes
    size = state + 8 + stateBytes
  }
}

enum WorkerStatus: UInt32 {
  case goesOn = 1
  case terminated, truncated, failed
}

enum WorkerRequest: UInt32 {
  case reset, step, save, restore
}

extension EnvironmentSpecification {
  /// The number of bytes that mark legal actions: one for each action in games, none elsewhere.
  var maskBytes: Int {
    guard players == 2, case .discrete(let count, _) = actions else { return 0 }
    return count
  }
}
