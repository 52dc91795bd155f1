import Glibc
import Tensors

extension Tensor {
  /// Position embeddings that nobody learned, `[count, width]`: the sines of a position times falling frequencies, then
  /// the cosines.
  ///
  /// Source: Vaswani et al. 2017, section 3.5; the order is that of `MarianSinusoidalPositionalEmbedding` of transformers.
  static func sinusoids(_ count: Int, width: Int) -> Tensor {
    let sines = (width + 1) / 2
    var values: [Float] = []
    values.reserveCapacity(count * width)
    for position in 0..<count {
      for column in 0..<width {
        let pair = column < sines ? column : column - sines
        let angle = Double(position) / pow(10_000, Double(2 * pair) / Double(width))
        values.append(Float(column < sines ? sin(angle) : cos(angle)))
      }
    }
    return Tensor(shape: [count, width], values: values)
  }
}
