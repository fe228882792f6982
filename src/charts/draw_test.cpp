#include "charts/draw.hpp"

#include <expat.h>
#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <set>

#include "charts/json.hpp"
#include "charts/samples.hpp"
#include "core/errors.hpp"

namespace dmp::charts {
namespace {

std::string fault_of(const std::string& xml) {
  XML_Parser parser = XML_ParserCreate("UTF-8");
  const bool fine = XML_Parse(parser, xml.data(), static_cast<int>(xml.size()), 1) == XML_STATUS_OK;
  const std::string fault = fine ? "" : XML_ErrorString(XML_GetErrorCode(parser));
  XML_ParserFree(parser);
  return fault;
}

TEST(Draw, EveryKindGivesAPictureThatIsWellFormed) {
  std::set<Kind> drawn;
  std::ofstream gallery(std::string(DMP_BINARY_DIR) + "/chart-samples.html");  // to be looked at
  gallery << "<!DOCTYPE html><html lang=en><meta charset=utf-8><title>Charts</title><style>body{margin:20px;width:760px}" << kStylesheet << "</style>";
  for (const Chart& chart : samples()) {
    drawn.insert(chart.kind);
    const std::string svg = svg_of(chart);
    gallery << "<h2>" << chart.is.id << "</h2>" << svg;
    EXPECT_EQ(fault_of(svg), "") << chart.is.id;
    EXPECT_EQ(svg.find("nan"), std::string::npos) << chart.is.id;
    EXPECT_EQ(svg.find("inf"), std::string::npos) << chart.is.id;
    EXPECT_LT(svg.size(), 40'000u) << chart.is.id;
  }
  EXPECT_EQ(drawn.size(), 15u);
}

TEST(Draw, EveryPictureIsNamedByItsTitleAndItsTextAlternative) {
  for (const Chart& chart : samples()) {
    const std::string svg = svg_of(chart);
    EXPECT_NE(svg.find("role=\"img\" aria-labelledby=\"" + chart.is.id + "-t " + chart.is.id + "-d\""), std::string::npos);
    EXPECT_NE(svg.find("<desc id=\"" + chart.is.id + "-d\">" + chart.is.alternative), std::string::npos);
  }
}

TEST(Draw, AFileHasItsStyleAndSizeAndNoCustomProperty) {
  for (const Chart& chart : samples()) {
    const std::string file = svg_file_of(chart);
    EXPECT_EQ(fault_of(file), "") << chart.is.id;
    EXPECT_EQ(file.find("var(--"), std::string::npos);
    EXPECT_NE(file.find(" width=\"720\""), std::string::npos);
    EXPECT_NE(file.find("xmlns=\"http://www.w3.org/2000/svg\""), std::string::npos);
  }
}

TEST(Draw, InteractiveMarksNameTheirFigure) {
  const std::string still = svg_of(samples().front()), alive = svg_of(samples().front(), true);
  EXPECT_EQ(still.find("data-mark"), std::string::npos);
  EXPECT_NE(alive.find("<g class=\"mark\" data-mark=\"0.0\">"), std::string::npos);
}

TEST(Draw, AWithheldFigureShowsItsMarkAndNoPoint) {
  Chart chart = samples()[1];
  for (Datum& d : chart.series[0].data) d = Datum{.label = d.label, .mark = "[c]"};
  chart.references.clear();
  const std::string svg = svg_of(chart);
  EXPECT_EQ(svg.find("<circle"), std::string::npos);
  EXPECT_NE(svg.find(">[c]<"), std::string::npos);
}

TEST(Draw, TextOfDataCannotBecomeMarkup) {
  Chart chart = samples()[3];
  chart.series[0].data[0].label = "<script>alert(1)</script>&\"";
  const std::string svg = svg_of(chart);
  EXPECT_EQ(svg.find("<script"), std::string::npos);
  EXPECT_EQ(fault_of(svg), "");
}

TEST(Chart, CannotBeMadeWithoutTextAlternativeOrTableOrSource) {
  const Required whole = samples().front().is;
  for (int missing = 0; missing < 5; ++missing) {
    Required required = whole;
    if (missing == 0) required.alternative.clear();
    if (missing == 1) required.table.rows.clear();
    if (missing == 2) required.provenance.source.clear();
    if (missing == 3) required.title.clear();
    if (missing == 4) required.table.rows[0].pop_back();
    EXPECT_THROW(Chart(Kind::trend, required), core::InternalError) << missing;
  }
}

TEST(Json, GivesTheSamePictureWhenReadBack) {
  const std::vector<Chart> charts = samples(), back = charts_in(json_of(charts));
  ASSERT_EQ(back.size(), charts.size());
  for (std::size_t i = 0; i < charts.size(); ++i) {
    EXPECT_EQ(svg_of(back[i], true), svg_of(charts[i], true)) << charts[i].is.id;
    EXPECT_EQ(json_of(back[i]), json_of(charts[i]));
  }
}

TEST(Json, OfSomethingElseIsTheUsersError) {
  EXPECT_THROW(charts_in("{"), core::UserError);
  EXPECT_THROW(charts_in(R"([{"id":"a"}])"), core::UserError);
}

}  // namespace
}  // namespace dmp::charts
