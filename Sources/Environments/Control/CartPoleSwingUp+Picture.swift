import Foundation

extension CartPoleSwingUp: RenderedEnvironment {
  /// The whole rail, the cart and the pole on a dark background. It shows both positions, but not the
  /// velocities.
  public func render(width: Int, height: Int, channels: Int) -> [UInt8] {
    var raster = Raster(
      width: width, height: height, channels: channels, center: .zero, extent: SIMD2(2, 1.15),
      background: .init(26, 38, 51))
    let cart = SIMD2(state.position, 0)
    raster.capsule(
      from: SIMD2(-2, 0), to: SIMD2(2, 0), radius: 0.04, color: .init(77, 128, 179))
    raster.rectangle(at: cart, extent: SIMD2(0.3, 0.18), color: .init(153, 102, 51))
    raster.capsule(
      from: cart, to: cart + SIMD2(sin(state.angle), cos(state.angle)), radius: 0.1,
      color: .init(255, 204, 128))
    return raster.bytes
  }
}
