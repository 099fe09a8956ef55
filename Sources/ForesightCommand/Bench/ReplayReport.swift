import Foundation
import Replay

/// The timing of a replay, as lines for people or a line of JSON.
struct ReplayReport: Encodable {
  private let preset: String
  /// The shape of an observation, and the number of stacked ones.
  private let frame: [Int]
  private let stack: Int
  private let frames: Int
  private let storedFramesPerS: Double
  private let rowsPerS: Double
  private let stackedFramesPerS: Double
  private let bytesPerRow: Int
  /// The bytes of everything that is stored, divided by the number of frames.
  private let bytesPerFrame: Double
  private let pictureBytesPerFrame: Double
  private let residentBytesPerFrame: Double

  init(_ timing: ReplayTiming, preset: String, configuration: ReplayConfiguration) {
    self.preset = preset
    frame = configuration.observations.shape
    stack = configuration.targets.stackedObservations
    frames = timing.storedFrames
    storedFramesPerS = (Double(frames) / timing.storingSeconds).rounded()
    let rate = Double(timing.rows) / timing.samplingSeconds
    rowsPerS = rate.rounded()
    stackedFramesPerS = (rate * Double(stack)).rounded()
    bytesPerRow =
      configuration.stacking.size * (configuration.observations.element == .uint8 ? 1 : 4)
    bytesPerFrame = (Double(timing.bytes) / Double(frames)).rounded(to: 1)
    pictureBytesPerFrame = (Double(timing.pictureBytes) / Double(frames)).rounded(to: 1)
    residentBytesPerFrame = (Double(timing.residentBytes) / Double(frames)).rounded(to: 1)
  }

  var text: String {
    let shape = frame.map(String.init).joined(separator: " × ")
    return [
      "\(preset): \(frames) frames of \(shape), \(stack) of them in a row of \(bytesPerRow) bytes",
      String(format: "  stored     %.0f frames/s", storedFramesPerS),
      String(format: "  drawn      %.0f rows/s, %.0f frames/s in stacks", rowsPerS, stackedFramesPerS),
      String(
        format: "  a frame    %.0f bytes, %.0f of them its picture, %.0f in the process's memory",
        bytesPerFrame,
        pictureBytesPerFrame, residentBytesPerFrame),
    ].joined(separator: "\n")
  }
}
