#include "pipeline/report_input.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/period.hpp"
#include "engine/lent_threads.hpp"
#include "pipeline/edition.hpp"
#include "places/shapes.hpp"
#include "quality/quality.hpp"

namespace dmp::pipeline {
namespace {

std::string method_sentence(catalogue::Method method) {
  using catalogue::Method;
  switch (method) {
    case Method::count: return "A count, with an exact Poisson interval below ten and Byar's approximation from ten on.";
    case Method::proportion: return "A proportion, with Wilson's score interval.";
    case Method::rate: return "A crude rate, with Byar's interval (exact Poisson below ten events).";
    case Method::dsr: return "A rate directly standardised to the 2013 European Standard Population, with Dobson's interval by Byar's method; withheld below ten events.";
    case Method::mean: return "A mean, with Student's t interval.";
    case Method::ratio: return "A ratio of two counts.";
    case Method::published: return "Taken from the published table; an interval is added only where the table gives a count and none of its own.";
    case Method::survival: return "The share still without the event some days after, by Kaplan and Meier: people who could not be followed that long count for as long as they could.";
    case Method::hotspot: return "Small areas whose own count is more than usual variation between places gives (negative binomial), or which are high together with their neighbours (Gi*, conditional permutation); p adjusted for the number of areas, cut at 0.05.";
    case Method::overlap: return "The hotspots of both over those of the fewer; p against random maps that are as clustered.";
    case Method::concentration: return "The share of all events that the places with the most events hold, with the interval of the underlying share: ranking places by their counts takes luck for concentration.";
    case Method::unseen: return "Small areas with fewer than a negative binomial regression on residents, deprivation and kind of place expects, fitted without the area itself; p adjusted for the number of areas, cut at 0.05.";
    case Method::emerging: return "Hot areas of each step of time (Gi*, adjusted p) and the trend of their z (Mann and Kendall).";
    case Method::seasonality: return "What is counted in a month, on a weekday or in an hour over what it would be if all were alike.";
    case Method::near_repeat: return "Pairs of events near in space and time over the pairs that maps with the dates shuffled have (Knox).";
    case Method::operation_effect: return "The change in the operation's area over the change in the control area, with an interval widened by the scatter of the months.";
    case Method::market: return "The median and the central interval of a Monte Carlo model: users, days of use, quantity and price, each with its doubt and its source.";
    case Method::representation: return "A group's share of those counted over its share of the population it is set against (or the ratio of two groups' rates), with its interval.";
    case Method::slope_index: return "Rates of groups of areas in order of deprivation; the slope and the relative index of inequality of the line through them, weighted by population.";
    case Method::deprivation_outlier:
      return "What is counted over what a negative binomial regression on deprivation expects, fitted without the area itself; the test is adjusted for the number of areas looked at (Benjamini and Hochberg).";
    case Method::unmet_need: return "One minus people in treatment over the estimated number in need; the interval carries the uncertainty of both.";
  }
  return {};
}

std::vector<reports::Polygon> report_polygons(const places::Shape& shape) {
  std::vector<reports::Polygon> polygons;
  for (const places::Polygon& polygon : shape.polygons) {
    reports::Polygon copy;
    for (const places::Ring& ring : polygon) {
      reports::Ring points;
      for (const places::Point& point : ring) points.push_back({point.longitude, point.latitude});
      copy.push_back(std::move(points));
    }
    polygons.push_back(std::move(copy));
  }
  return polygons;
}

/// Small areas that estimates are given for, and the outlines of the profile's areas drawn around them.
void add_shapes(reports::ReportInput& input, const Project& project, const core::Estimates& estimates, engine::Session& session) {
  std::set<std::string> wanted;
  for (const core::Estimate& estimate : estimates)
    if (estimate.area_type == project.profile.area_type_small) wanted.insert(estimate.area_code);
  if (wanted.empty()) return;
  std::vector<std::string> codes(wanted.begin(), wanted.end());
  const auto shapes = places::shapes_of(session, codes);
  std::map<std::string, const places::Shape*> by_code;
  std::map<std::string, std::string> names;
  for (const core::Estimate& estimate : estimates)
    if (wanted.contains(estimate.area_code)) names.emplace(estimate.area_code, estimate.area_name);
  for (const places::Shape& shape : shapes) {
    by_code[shape.code] = &shape;
    input.map_areas.push_back({shape.code, names[shape.code].empty() ? shape.name : names[shape.code], report_polygons(shape)});
  }
  const auto members = engine::fetch(session, "SELECT DISTINCT area_code, member_code FROM model.area_member ORDER BY ALL");
  std::map<std::string, std::vector<const places::Shape*>> parts;
  for (const auto& row : members.rows()) {
    const auto shape = by_code.find(std::get<std::string>(row[1]));
    if (shape != by_code.end()) parts[std::get<std::string>(row[0])].push_back(shape->second);
  }
  for (const catalogue::ProfileArea& area : project.profile.areas) {
    if (area.type != "authority" || !parts.contains(area.code)) continue;
    const places::Shape shape = places::outline(area.code, area.name, parts[area.code]);
    input.map_areas.push_back({area.code, area.name, report_polygons(shape)});
  }
}

void add_sources(reports::ReportInput& input, const Project& project, const intake::IntakeReport& intake) {
  std::map<std::string, std::size_t> places;
  for (const intake::FileReport& file : intake.files) {
    const auto [place, fresh] = places.try_emplace(file.source, input.sources.size());
    if (fresh) {
      const catalogue::SourceDefinition& source = project.catalogue.source(file.source);
      input.sources.push_back({source.id, source.name, source.publisher, source.licence, source.citation, "", {}});
    }
    input.sources[place->second].files.push_back(
        {file.file, file.sha256, file.rows, file.loaded, file.rejected, file.duplicates});
  }
}

void add_indicators(reports::ReportInput& input, const Project& project, const indicators::Computation& computation) {
  static const std::vector<std::string> kFamilies = {"use", "supply", "crime", "harm", "treatment", "inequality", "context"};
  std::set<std::string> given;
  for (const core::Estimate& estimate : computation.estimates) given.insert(estimate.indicator_id);
  std::vector<const catalogue::IndicatorDefinition*> ordered;
  for (const std::string& id : given) ordered.push_back(&project.catalogue.indicator(id));
  const auto rank = [](const catalogue::IndicatorDefinition& indicator) {
    const auto family = std::find(kFamilies.begin(), kFamilies.end(), indicator.family) - kFamilies.begin();
    return std::tuple(family, indicator.number == 0 ? 1000 : indicator.number, indicator.id);
  };
  std::sort(ordered.begin(), ordered.end(), [&](const auto* a, const auto* b) { return rank(*a) < rank(*b); });
  for (const auto* indicator : ordered) {
    reports::IndicatorNote note;
    note.id = indicator->id;
    note.name = indicator->name;
    note.question = indicator->question;
    note.family = indicator->family;
    note.domain = indicator->domain;
    note.tier = indicator->tier;
    note.numerator_sql = indicator->numerator;
    note.denominator_sql = indicator->denominator;
    note.method = method_sentence(indicator->method);
    note.unit = indicator->unit;
    note.polarity = indicator->polarity;
    note.quality = indicator->quality;
    note.citation = indicator->citation;
    note.caveats = indicator->caveats;
    input.indicators.push_back(std::move(note));
  }
}

}  // namespace

reports::ReportInput report_input(const std::string& edition, const Project& project, const intake::IntakeReport& intake,
                                  const indicators::Computation& computation, engine::Session& session) {
  const auto lent = engine::lend_threads(session);
  reports::ReportInput input;
  input.edition.id = edition;
  input.edition.title = project.profile.title;
  input.edition.subtitle = project.profile.subtitle;
  input.edition.organisation = project.profile.organisation;
  input.edition.engine_version = program_version() + ", " + engine::engine_version();
  input.edition.catalogue_version = project.catalogue.hash.substr(0, 12);
  for (const core::Estimate& estimate : computation.estimates) input.edition.period_end = std::max(input.edition.period_end, estimate.period_end.str());
  if (project.profile.period) {
    input.edition.period = project.profile.period->text();
    input.edition.period_end = core::text(project.profile.period->end);
  } else if (!input.edition.period_end.empty()) {
    input.edition.period = "to " + input.edition.period_end;
  }
  for (const catalogue::ProfileArea& area : project.profile.areas) input.areas.push_back({area.code, area.name, area.type});
  input.headlines = project.profile.headlines;
  input.estimates = computation.estimates;
  input.comparisons = computation.comparisons;
  input.edition.audience = "restricted";
  // The quality report's issues withhold what a rejected cell about a person may hold; the intake's own do not.
  input.issues = quality::assess(session, project.catalogue, project.profile, intake).issues();
  for (const indicators::Disagreement& each : computation.disagreements)
    input.issues.push_back({"", 0, 0, "sources disagree", core::Severity::warning, each.figures,
                            fmt::format("{} disagrees with what was published ({}) in {} of {} figures, first {}. Both are given: see their notes.",
                                        project.catalogue.indicator(each.indicator).name, each.published, each.figures, each.compared, each.first)});
  add_sources(input, project, intake);
  add_indicators(input, project, computation);
  add_shapes(input, project, computation.estimates, session);
  for (const reports::SourceNote& source : input.sources)
    if (project.catalogue.source(source.id).table == "boundary") input.map_attribution = source.citation;
  return input;
}

reports::ReportInput for_the_public(const reports::ReportInput& whole, const Project& project, core::Estimates released) {
  reports::ReportInput input = whole;
  input.edition.audience = "public";
  input.estimates = std::move(released);
  const auto is_restricted = [&](const std::string& id) { return project.catalogue.indicator(id).restricted; };
  std::erase_if(input.estimates, [&](const core::Estimate& estimate) { return is_restricted(estimate.indicator_id); });
  std::erase_if(input.indicators, [&](const reports::IndicatorNote& note) { return is_restricted(note.id); });
  std::erase_if(input.place_maps, [&](const reports::PlaceMap& map) { return is_restricted(map.indicator); });
  // A headline may name an area behind its indicator.
  std::erase_if(input.headlines, [&](const std::string& headline) { return is_restricted(headline.substr(0, headline.find(':'))); });
  return input;
}

}  // namespace dmp::pipeline
