#pragma once

#include <vector>

namespace dmp::charts {

/// From figures to pixels, with round ticks.
class Scale {
 public:
  /// Linear between the data's ends, widened to round numbers; from zero where the data come near it or `from_zero` is set.
  static Scale linear(double low, double high, bool from_zero, int ticks = 4);
  /// Logarithmic between the data's positive ends; ticks at 1, 2 and 5 times powers of ten.
  static Scale logarithmic(double low, double high);

  /// Where the axis begins and ends in pixels; begin may be greater than end (upwards).
  Scale& over(double begin, double end);
  /// Ends the axis at `most` where it runs beyond (100 per cent).
  Scale& ending_at(double most);
  /// Cut to the axis.
  [[nodiscard]] double operator()(double value) const;
  [[nodiscard]] bool holds(double value) const;
  [[nodiscard]] const std::vector<double>& ticks() const { return ticks_; }
  [[nodiscard]] double low() const { return low_; }
  [[nodiscard]] double high() const { return high_; }
  /// Decimals that keep neighbouring ticks apart.
  [[nodiscard]] int decimals() const;

 private:
  double low_ = 0, high_ = 1, begin_ = 0, end_ = 1;
  bool logarithmic_ = false;
  std::vector<double> ticks_;
};

}  // namespace dmp::charts
