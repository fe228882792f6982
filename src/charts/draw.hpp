#pragma once

#include <string>
#include <string_view>

#include "charts/chart.hpp"

namespace dmp::charts {

/// Looks of the pictures in a page: classes below `.dmp-chart`, colours as custom properties for light, dark and paper.
extern const std::string_view kStylesheet;

/// The chart as an SVG element for a page that holds kStylesheet: role img, named by its title and text alternative.
/// With interactive, every mark is a <g class="mark" data-mark="SERIES.INDEX">, flows and regions "f.INDEX" and "r.INDEX".
std::string svg_of(const Chart& chart, bool interactive = false);

/// The chart as an SVG file: size, style and colours of paper inside, for librsvg and drawing programs.
std::string svg_file_of(const Chart& chart);

/// Any SVG of a page made with kStylesheet as a file of its own.
std::string as_file(const std::string& svg, const std::string& more_style = {});

}  // namespace dmp::charts
