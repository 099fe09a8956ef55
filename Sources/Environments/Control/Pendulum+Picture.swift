import Foundation

extension Pendulum: RenderedEnvironment {
  /// The rod and its pivot on white. It shows the angle, but not the velocity.
  public func render(width: Int, height: Int, channels: Int) -> [UInt8] {
    var raster = Raster(
      width: width, height: height, channels: channels, center: .zero, extent: SIMD2(1.2, 1.2),
      background: .init(255, 255, 255))
    raster.capsule(
      from: .zero, to: SIMD2(-sin(state.angle), cos(state.angle)), radius: 0.12,
      color: .init(204, 77, 77))
    raster.disc(at: .zero, radius: 0.06, color: .init(0, 0, 0))
    return raster.bytes
  }
}
