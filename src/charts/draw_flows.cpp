#include <map>

#include "charts/drawing.hpp"

namespace dmp::charts {
namespace {

constexpr double kBar = 13, kGap = 22, kTop = 30, kPlane = 300;

struct Node {
  std::string name;
  double in = 0, out = 0, y = 0, height = 0, used_in = 0, used_out = 0;
  double in_lower = 0, in_upper = 0, out_lower = 0, out_upper = 0;
  [[nodiscard]] double size() const { return std::max(in, out); }
};
using Stage = std::vector<Node>;

Node& node_of(Stage& stage, const std::string& name) {
  for (Node& node : stage)
    if (node.name == name) return node;
  stage.push_back({});
  stage.back().name = name;
  return stage.back();
}

std::vector<Stage> stages_of(const Chart& chart) {
  int last = 0;
  for (const Flow& flow : chart.flows) last = std::max(last, flow.stage + 1);
  std::vector<Stage> stages(static_cast<std::size_t>(last) + 1);
  for (const Flow& flow : chart.flows) {
    const double value = std::isfinite(flow.value) ? std::max(0.0, flow.value) : 0;
    const double lower = std::isfinite(flow.lower) ? flow.lower : value, upper = std::isfinite(flow.upper) ? flow.upper : value;
    Node& from = node_of(stages[static_cast<std::size_t>(flow.stage)], flow.from);
    from.out += value, from.out_lower += lower, from.out_upper += upper;
    Node& to = node_of(stages[static_cast<std::size_t>(flow.stage) + 1], flow.to);
    to.in += value, to.in_lower += lower, to.in_upper += upper;
  }
  return stages;
}

/// A bent band between two upright edges.
std::string band(double x1, double top1, double x2, double top2, double height) {
  const double bend = (x1 + x2) / 2;
  std::string d;
  const auto add = [&](char command, std::initializer_list<double> numbers) {
    d += command;
    bool first = true;
    for (const double number : numbers) {
      if (!first) d += ' ';
      append_at(d, number), first = false;
    }
  };
  add('M', {x1, top1}), add('C', {bend, top1, bend, top2, x2, top2}), add('V', {top2 + height}), add('C', {bend, top2 + height, bend, top1 + height, x1, top1 + height});
  return d + 'Z';
}

}  // namespace

double draw_sankey(Svg& svg, const Chart& chart) {
  std::vector<Stage> stages = stages_of(chart);
  double most = 0;
  std::size_t longest = 1;
  for (const Stage& stage : stages) {
    double sum = 0;
    for (const Node& node : stage) sum += node.size();
    most = std::max(most, sum), longest = std::max(longest, stage.size());
  }
  if (!(most > 0)) return 20;
  const double scale = kPlane / most, height = kTop + kPlane + kGap * static_cast<double>(longest) + 6;
  const double step = (kWidth - kBar) / static_cast<double>(stages.size() - 1);
  const auto x = [&](std::size_t stage) { return step * static_cast<double>(stage); };
  for (std::size_t s = 0; s < stages.size(); ++s) {
    double y = kTop + 16;
    for (Node& node : stages[s]) node.y = y, node.height = std::max(2.0, node.size() * scale), y += node.height + kGap;
    if (s < chart.stages.size()) svg.text(s == 0 ? 0 : s + 1 == stages.size() ? kWidth : x(s) + kBar / 2, 13, chart.stages[s], s == 0 ? "b" : s + 1 == stages.size() ? "b e" : "b m");
  }
  // Bands leave and arrive in the order of the nodes they join, so that they cross as little as can be.
  std::vector<std::size_t> order(chart.flows.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  const auto place = [&](const Flow& f, bool from) {
    Stage& stage = stages[static_cast<std::size_t>(f.stage) + (from ? 0 : 1)];
    return node_of(stage, from ? f.from : f.to).y;
  };
  std::vector<double> leaves(order.size()), arrives(order.size());
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return place(chart.flows[a], false) < place(chart.flows[b], false); });
  for (const std::size_t i : order) {
    Node& node = node_of(stages[static_cast<std::size_t>(chart.flows[i].stage)], chart.flows[i].from);
    leaves[i] = node.y + node.used_out, node.used_out += std::max(0.0, chart.flows[i].value) * scale;
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return place(chart.flows[a], true) < place(chart.flows[b], true); });
  for (const std::size_t i : order) {
    Node& node = node_of(stages[static_cast<std::size_t>(chart.flows[i].stage) + 1], chart.flows[i].to);
    arrives[i] = node.y + node.used_in, node.used_in += std::max(0.0, chart.flows[i].value) * scale;
  }
  for (std::size_t i = 0; i < chart.flows.size(); ++i) {
    const Flow& flow = chart.flows[i];
    if (!(flow.value > 0)) continue;
    svg.begin_mark(chart.series.size(), i);
    const Stage& from = stages[static_cast<std::size_t>(flow.stage)];
    std::size_t number = 0;
    while (number < from.size() && from[number].name != flow.from) ++number;
    svg.path(band(x(static_cast<std::size_t>(flow.stage)) + kBar, leaves[i], x(static_cast<std::size_t>(flow.stage) + 1), arrives[i], std::max(1.0, flow.value * scale)), "fl f" + std::to_string(number % 6 + 1));
    svg.end_mark();
  }
  const double room = step - kBar - 26;
  for (std::size_t s = 0; s < stages.size(); ++s)
    for (const Node& node : stages[s]) {
      svg.rect(x(s), node.y, kBar, node.height, "nd");
      const bool last = s + 1 == stages.size();
      const double lower = node.in >= node.out ? node.in_lower : node.out_lower, upper = node.in >= node.out ? node.in_upper : node.out_upper;
      std::string figure = text_of(node.size(), chart.y.format);
      // Between the first and the last stage there is room for the figure alone.
      if (upper > lower * 1.0000001 && (s == 0 || last)) figure += " (" + interval_text(lower, upper, chart.y.format) + ")";
      svg.text(last ? x(s) + kBar : x(s), node.y - 6, fitted(node.name + " " + figure, last || s == 0 ? room + 40 : room), last ? "n e" : "n");
    }
  return height;
}

}  // namespace dmp::charts
