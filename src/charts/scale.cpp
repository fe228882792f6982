#include "charts/scale.hpp"

#include <algorithm>
#include <cmath>

namespace dmp::charts {
namespace {

double round_step(double span, int ticks) {
  const double raw = span / std::max(1, ticks), power = std::pow(10, std::floor(std::log10(raw)));
  for (const double factor : {1.0, 2.0, 2.5, 5.0})
    if (raw <= factor * power * (1 + 1e-9)) return factor * power;
  return 10 * power;
}

}  // namespace

Scale Scale::linear(double low, double high, bool from_zero, int ticks) {
  Scale scale;
  if (!std::isfinite(low) || !std::isfinite(high)) low = 0, high = 1;
  // Only data that are far from zero and close together leave it out: else small changes look great.
  if (low > 0 && (from_zero || low < 0.7 * high)) low = 0;
  if (high < 0 && from_zero) high = 0;
  if (!(high > low)) high = low + (low == 0 ? 1 : std::fabs(low));
  const double step = round_step(high - low, ticks);
  scale.low_ = std::floor(low / step + 1e-9) * step;
  scale.high_ = std::ceil(high / step - 1e-9) * step;
  const auto count = static_cast<int>(std::lround((scale.high_ - scale.low_) / step));
  for (int i = 0; i <= count; ++i) {
    const double tick = scale.low_ + i * step;
    scale.ticks_.push_back(std::fabs(tick) < 1e-9 * step ? 0 : tick);
  }
  return scale;
}

Scale Scale::logarithmic(double low, double high) {
  Scale scale;
  scale.logarithmic_ = true;
  if (!std::isfinite(high) || !(high > 0)) low = 1, high = 10;
  if (!(low > 0)) low = std::min(1.0, high / 2);
  if (!(high > low)) low /= 2, high *= 2;
  scale.low_ = low / 1.1, scale.high_ = high * 1.1;
  const bool narrow = std::log10(scale.high_ / scale.low_) < 1.6;
  for (double power = std::pow(10, std::floor(std::log10(scale.low_))); power <= scale.high_; power *= 10)
    for (const double factor : {1.0, 2.0, 5.0})
      if ((factor == 1 || narrow) && factor * power >= scale.low_ && factor * power <= scale.high_) scale.ticks_.push_back(factor * power);
  return scale;
}

Scale& Scale::over(double begin, double end) {
  begin_ = begin, end_ = end;
  return *this;
}

Scale& Scale::ending_at(double most) {
  if (high_ <= most || low_ >= most) return *this;
  high_ = most;
  std::erase_if(ticks_, [&](double tick) { return tick > most; });
  return *this;
}

double Scale::operator()(double value) const {
  const double share = logarithmic_ ? std::log(std::max(value, low_) / low_) / std::log(high_ / low_) : (value - low_) / (high_ - low_);
  return begin_ + (end_ - begin_) * std::clamp(share, 0.0, 1.0);
}

bool Scale::holds(double value) const { return std::isfinite(value) && value >= low_ - 1e-12 && value <= high_ * (1 + 1e-12); }

int Scale::decimals() const {
  if (logarithmic_ || ticks_.size() < 2) return low_ < 1 && logarithmic_ ? 1 : 0;
  const double step = ticks_[1] - ticks_[0];
  for (int decimals = 0; decimals < 6; ++decimals) {
    const double scaled = step * std::pow(10, decimals);
    if (std::fabs(scaled - std::round(scaled)) < 1e-6 * scaled) return decimals;
  }
  return 6;
}

}  // namespace dmp::charts
