import Common
import Environments
import Foundation
import Replay
import Telemetry

/// The pictures of an evaluation's episode: a video and, if the task is observed in images, an open-loop
/// prediction.
package enum PlaNetPictures {
  /// The approximate height and width of a video, and of each part of an open-loop prediction, in pixels.
  private static let side = 128
  /// The time that each frame is shown, in hundredths of a second.
  private static let delay = 8
  /// The distance between the parts, in pixels.
  private static let gap = 4

  /// Writes `episode-….gif` and, for tasks observed in images, `open-loop-….gif`. The latter shows the true
  /// observations on the left, what the model sees at first and then predicts in the middle, and their
  /// difference on the right, gray where there is none. Returns the files' paths.
  ///
  /// - Parameters:
  /// - episode: the first episode that `agent` played in the evaluation of `seed`.
  /// - step: the training step, which is part of the files' names.
  /// - folder: the folder of the files, which is made if it does not exist.
  ///
  /// Throws if a file cannot be written, or if the device fails.
  @discardableResult
  package static func write(
    _ episode: ContinuousEpisode, by agent: PlaNetAgent, seed: UInt64, step: Int, to folder: String
  ) throws -> [String] {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    var paths: [String] = []
    func write(_ picture: AnimatedPicture, _ name: String) throws {
      paths.append("\(folder)/\(name)-\(String(format: "%09d", step)).gif")
      try FileReplacement.write(bytes: picture.gif, to: paths.last!)
    }
    if let video = try video(of: episode, settings: agent.settings, seed: seed) {
      try write(video, "episode")
    }
    if case .bytes(let truth) = episode.observations, episode.rows > OpenLoopPrediction.context {
      let prediction = try agent.openLoopPrediction(
        of: episode, seed: RandomPurpose.pictures.seed(of: seed, 0))
      let shape = agent.network.configuration.observation.shape
      try write(comparison(of: truth, with: prediction, shape: shape), "open-loop")
    }
    return paths
  }

  /// A video of the episode, made by playing it again in the environment, at a higher resolution than the
  /// agent sees; nil if the environment cannot be rendered.
  private static func video(
    of episode: ContinuousEpisode, settings: PlaNetSettings, seed: UInt64
  ) throws -> AnimatedPicture? {
    guard try settings.workerTask() == nil else { return nil }
    let environment = try settings.makeEnvironment(isObserved: false)
    guard var environment = environment as? any RenderedEnvironment<[Float]> else { return nil }
    var video = AnimatedPicture(width: side, height: side, channels: 3, delay: delay)
    _ = try environment.reset(seed: PlaNetAgent.episodeSeed(seed, 0))
    video.append(environment.render(width: side, height: side, channels: 3))
    let dimensions = episode.dimensions
    for row in 1..<episode.rows {
      _ = try environment.step(
        Array(episode.previousActions[row * dimensions..<(row + 1) * dimensions]))
      video.append(environment.render(width: side, height: side, channels: 3))
    }
    return video
  }

  /// Truth, prediction and difference side by side. `shape` is [height, width, channels].
  private static func comparison(
    of truth: [UInt8], with prediction: OpenLoopPrediction, shape: [Int]
  ) -> AnimatedPicture {
    let (height, width, channels) = (shape[0], shape[1], shape[2])
    let scale = max(1, side / max(height, width))
    var animation = AnimatedPicture(
      width: 3 * width * scale + 2 * gap, height: height * scale, channels: channels, delay: 2 * delay)
    for row in 0..<prediction.rows {
      var frame = [UInt8](repeating: 255, count: animation.width * animation.height * channels)
      for y in 0..<animation.height {
        for x in 0..<width * scale {
          for channel in 0..<channels {
            let place = (y / scale * width + x / scale) * channels + channel
            let seen = Float(truth[row * height * width * channels + place])
            let imagined = (prediction.means[row * height * width * channels + place] + 0.5) * 256
            let parts = [seen, imagined, 128 + (imagined - seen) / 2]
            for (part, value) in parts.enumerated() {
              let column = part * (width * scale + gap) + x
              frame[(y * animation.width + column) * channels + channel] = UInt8(
                min(max(value, 0), 255).rounded(.down))
            }
          }
        }
      }
      animation.append(frame)
    }
    return animation
  }
}
