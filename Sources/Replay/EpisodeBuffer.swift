import Randomness

/// PlaNet's replay buffer: the newest episodes, from which chunks of L rows are sampled uniformly (Hafner et
/// al. 2019, algorithm 1).
///
/// A chunk lies in one episode. An episode of fewer than L rows is held, and counts, but is never drawn. When bounds are
/// passed, the oldest episodes are evicted, each whole; the newest is always held. A buffer has one owner: it may not be
/// used from two threads at once.
public final class EpisodeBuffer: StoredReplay {
  private struct Entry {
    let episode: ContinuousEpisode
    /// The number of possible first rows of a chunk in all earlier episodes.
    let firstStart: Int
  }

  private static let kind: UInt32 = 2
  private static let version: UInt32 = 1

  /// What is held, and what is drawn.
  public let configuration: EpisodeBufferConfiguration
  /// The memory of the episodes, in bytes.
  public private(set) var bytes = 0
  /// The number of actions in the buffer.
  public private(set) var steps = 0
  /// The number of actions ever appended.
  public private(set) var totalSteps = 0
  private var stored = SerialQueue<Entry>()
  /// The `firstStart` of the next episode.
  private var nextStart = 0
  private let log: SegmentedLog?

  /// An empty buffer in memory, without files.
  public init(configuration: EpisodeBufferConfiguration) { (self.configuration, log) = (configuration, nil) }

  /// An empty buffer that stores its content in the files of a folder. The folder must exist and hold no
  /// other replay, unless `replacing` is true, which replaces that replay. Throws `ReplayError`.
  public init(configuration: EpisodeBufferConfiguration, folder: String, replacing: Bool = false) throws {
    self.configuration = configuration
    log = try SegmentedLog(
      folder: folder, kind: Self.kind, segmentBytes: configuration.segmentBytes, replacing: replacing)
  }

  /// The buffer as it was when `state` was made, bit for bit if `configuration` is the same; the limits and L
  /// may differ. Removes from the folder what was appended later.
  ///
  /// Throws `ReplayError` where files are missing or damaged, or the configuration does not fit; the folder is then as
  /// before.
  public init(resuming state: ReplayState, configuration: EpisodeBufferConfiguration, folder: String) throws {
    self.configuration = configuration
    let (content, totalSteps) = try state.read { reader in
      guard try reader.read(UInt32.self) == Self.version else { throw ByteReader.Mismatch() }
      return (try SegmentedLog.State(from: &reader), try reader.count())
    }
    stored = SerialQueue(first: content.first)
    var held: [ContinuousEpisode] = []
    let log = try SegmentedLog(
      resuming: content, folder: folder, kind: Self.kind, segmentBytes: configuration.segmentBytes
    ) { payload throws(ByteReader.Mismatch) in held.append(try ContinuousEpisode(record: payload)) }
    self.log = log
    for episode in held {
      if let fault = fault(of: episode) { throw ReplayError("\(folder) holds \(fault)") }
      hold(episode)
    }
    self.totalSteps = totalSteps
    try log.removeLaterRecords()
    evict()
  }

  /// The number of episodes in the buffer.
  public var episodes: Int { stored.count }
  /// The serial numbers of the episodes in the buffer.
  public var serials: Range<Int> { stored.serials }
  /// The number of chunks that can be sampled.
  public var chunks: Int { stored.count == 0 ? 0 : nextStart - stored[stored.first].firstStart }

  /// The episode of a serial number, which must be in the buffer.
  public func episode(_ serial: Int) -> ContinuousEpisode {
    precondition(stored.serials.contains(serial), "episode \(serial), where \(stored.serials) are held")
    return stored[serial].episode
  }

  // MARK: Appending

  /// Adds an episode of at least one action, evicts episodes beyond the limits, and returns the new episode's
  /// serial number.
  ///
  /// Throws `ReplayError`, and changes nothing, if an action or reward is not finite, or if the episode
  /// cannot be written.
  @discardableResult
  public func append(_ episode: ContinuousEpisode) throws -> Int {
    if let fault = fault(of: episode) { preconditionFailure(fault) }
    guard episode.isFinite else {
      throw ReplayError("an episode has an action or reward that is not finite; training has diverged")
    }
    try log?.append(episode.record)
    hold(episode)
    evict()
    return stored.end - 1
  }

  private func hold(_ episode: ContinuousEpisode) {
    stored.append(Entry(episode: episode, firstStart: nextStart))
    nextStart += max(0, episode.rows - configuration.chunkLength + 1)
    steps += episode.rows - 1
    totalSteps += episode.rows - 1
    bytes += episode.byteCount
  }

  private func evict() {
    while stored.count > 1, steps > configuration.maximumSteps || bytes > configuration.maximumBytes ?? .max {
      let episode = stored.removeFirst().episode
      steps -= episode.rows - 1
      bytes -= episode.byteCount
      log?.removeFirst()
    }
  }

  /// The reason why an episode cannot be stored; nil if it can.
  private func fault(of episode: ContinuousEpisode) -> String? {
    guard episode.rows > 1 else { return "an episode of no actions" }
    guard episode.dimensions == configuration.dimensions,
      episode.observationSize == configuration.observations.count,
      episode.observations.element == configuration.observations.element
    else {
      return
        "an episode with actions of \(episode.dimensions) numbers and observations of \(episode.observationSize), where there are \(configuration.dimensions) and \(configuration.observations.count)"
    }
    return nil
  }

  // MARK: Sampling

  /// Samples the first rows of `count` chunks, independently and with replacement. There must be a chunk to
  /// sample.
  public func sample(count: Int, stream: inout RandomStream) -> [StatePosition] {
    let chunks = chunks
    precondition(
      chunks > 0, "no episode of \(episodes) has the \(configuration.chunkLength) rows of a chunk")
    let first = nextStart - chunks
    return (0..<count).map { _ in
      let start = first + stream.index(below: chunks)
      let serial = stored.last { $0.firstStart <= start }
      return StatePosition(serial: serial, step: start - stored[serial].firstStart)
    }
  }

  /// The chunks that begin at `positions`, whose episodes must be in the buffer.
  public func fill(_ positions: [StatePosition]) -> SequenceBatch {
    var batch = SequenceBatch()
    fill(positions, into: &batch)
    return batch
  }

  /// The same as `fill(_:)`, into the memory of `batch`, which is resized as needed.
  public func fill(_ positions: [StatePosition], into batch: inout SequenceBatch) {
    batch.resize(to: positions.count, configuration)
    let (dimensions, size) = (configuration.dimensions, configuration.observations.count)
    for (column, position) in positions.enumerated() {
      let episode = episode(position.serial)
      precondition(
        position.step >= 0 && position.step + configuration.chunkLength <= episode.rows,
        "\(configuration.chunkLength) rows from \(position.step) on, of \(episode.rows)")
      for time in 0..<configuration.chunkLength {
        let (source, row) = (position.step + time, time * positions.count + column)
        batch.observation.replaceRows(row..<row + 1, size: size, with: episode.observations, from: source)
        batch.reward[row] = episode.rewards[source]
        for dimension in 0..<dimensions {
          batch.previousAction[row * dimensions + dimension] =
            episode.previousActions[source * dimensions + dimension]
        }
      }
    }
  }

  // MARK: Checkpoints

  /// See `StoredReplay`.
  public func checkpoint() throws -> ReplayState {
    guard let log else { preconditionFailure("a checkpoint of a replay that is held in memory alone") }
    var writer = ByteWriter()
    writer.write(Self.version)
    try log.checkpoint().write(to: &writer)
    writer.write(totalSteps)
    return ReplayState(writer)
  }

  /// See `StoredReplay`.
  public func checkpointIsSaved() throws { try log?.checkpointIsSaved() }
}
