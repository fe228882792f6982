#include <fmt/format.h>

#include <array>

#include "synth/themes.hpp"

namespace dmp::synth {
namespace {

struct Programme {
  std::string_view name, funding;
  int activity, people, spend_gbp;   ///< a year in an authority
};
constexpr std::string_view kNaloxone = "Take-home naloxone";
constexpr std::array<Programme, 6> kProgrammes = {{{kNaloxone, "treatment grant", 420, 380, 21000},
                                                   {"Diversion of young people", "police and crime commissioner", 160, 140, 96000},
                                                   {"Drug and alcohol education in schools", "public health grant", 310, 9200, 74000},
                                                   {"Individual placement and support", "employment grant", 190, 170, 132000},
                                                   {"Family drug court", "council", 24, 40, 88000},
                                                   {"Caf\u00e9 Rebond recovery caf\u00e9", "treatment grant", 240, 310, 38000}}};
/// Planted contradiction: the programme sheet counts more kits than the register of kits, by this many a year.
constexpr int kKitsBeyondTheRegister = 15;

void programmes(const World& world, Output& output) {
  Sheet sheet(extract("programmes"), world.key(Theme::faults)), kits(extract("naloxone_kits"), world.key(Theme::faults));
  for (int year = 0; year < kYears; ++year)
    for (int authority = 0; authority < 3; ++authority) {
      Chance chance(world.key(Theme::programmes), static_cast<std::uint64_t>(year * 4 + authority));
      const double size = std::array{1.3, 0.9, 0.8}[static_cast<std::size_t>(authority)] * (0.8 + 0.1 * year);
      const auto scaled = [&](int value) { return static_cast<int>(value * size * chance.between(0.9, 1.1)); };
      const auto& place = world.county.authorities[static_cast<std::size_t>(authority)];
      for (const auto& programme : kProgrammes) {
        int activity = scaled(programme.activity);
        if (programme.name == kNaloxone) {
          // This file names the authority as partners do, now this way, now that.
          kits.text(year == 0 ? place.name : place.aliases[static_cast<std::size_t>(year) % place.aliases.size()]);
          kits.date(year_start(year)).date(year_start(year + 1) + (-1)).number(activity).end_row();
          output.tally["naloxone_kits.register"] += activity;
          activity += kKitsBeyondTheRegister;
          output.tally["naloxone_kits.programme_sheet"] += activity;
        }
        sheet.text(programme.name).text(place.code).date(year_start(year)).date(year_start(year + 1) + (-1)).number(activity);
        sheet.number(scaled(programme.people)).number(scaled(programme.spend_gbp)).text(programme.funding).end_row();
      }
    }
  output.parts.push_back(sheet.finish());
  output.parts.push_back(kits.finish());
}

/// Volunteers of the recovery services grow fewer from year to year, and with them the people they can support.
void volunteers(const World& world, Output& output) {
  Sheet sheet(extract("recovery_volunteers"), world.key(Theme::faults));
  constexpr std::array<int, kYears> kActive = {44, 40, 33, 26, 21};
  for (int year = 0; year < kYears; ++year)
    for (int authority = 0; authority < 3; ++authority) {
      Chance chance(world.key(Theme::volunteers), static_cast<std::uint64_t>(year * 4 + authority));
      const double size = std::array{1.3, 0.9, 0.8}[static_cast<std::size_t>(authority)];
      const auto active = static_cast<int>(kActive[static_cast<std::size_t>(year)] * size * chance.between(0.95, 1.05));
      const auto mentored = static_cast<int>(active * chance.between(4.3, 4.9));
      sheet.text(world.authority_code(authority)).text("Community recovery service").date(year_start(year)).date(year_start(year + 1) + (-1)).number(active).number(mentored).end_row();
      output.tally[fmt::format("recovery_volunteers.{}", year_text(year))] += active;
      output.tally[fmt::format("people_mentored.{}", year_text(year))] += mentored;
    }
  output.parts.push_back(sheet.finish());
}

struct Question {
  std::string_view text;
  double agree, agree_rural;
};
constexpr std::array<Question, 8> kQuestions = {{{"County lines have made drugs easier to get", 0.46, 0.40}, {"Gang culture keeps people using", 0.44, 0.30},
                                                 {"Drugs are available at any time of day", 0.72, 0.80}, {"Serious violence around drugs has grown", 0.68, 0.50},
                                                 {"People who use drugs are younger than five years ago", 0.61, 0.58}, {"My service knows where to refer", 0.57, 0.45},
                                                 {"Waiting times for treatment are acceptable", 0.38, 0.33}, {"Cuckooing happens in the area I serve", 0.49, 0.37}}};

void survey(const World& world, Output& output) {
  Sheet sheet(extract("practitioner_survey"), world.key(Theme::faults));
  constexpr std::array<std::string_view, 6> kAgencies = {"police", "council", "health", "school", "voluntary sector", "probation"};
  constexpr std::array<std::string_view, 3> kOtherAnswers = {"disagree", "neither", "do not know"};
  for (int respondent = 1; respondent <= 115; ++respondent) {
    Chance chance(world.key(Theme::survey), static_cast<std::uint64_t>(respondent));
    const int authority = chance.whole(0, 2);
    const bool rural = chance.happens(std::array{0.02, 0.3, 0.85}[static_cast<std::size_t>(authority)]);
    const auto agency = pick(chance, kAgencies);
    const core::Day day = month_start(55) + chance.whole(0, 25);
    for (std::size_t i = 0; i < kQuestions.size(); ++i) {
      const auto& question = kQuestions[i];
      const bool agrees = chance.happens(rural ? question.agree_rural : question.agree);
      sheet.text(fmt::format("Q{:02}-{:03}", world.county.number, respondent)).date(day).text(agency).text(world.authority_code(authority)).truth(rural);
      sheet.text(question.text).text(agrees ? std::string_view("agree") : kOtherAnswers[chance.choose(std::array{0.5, 0.3, 0.2})]).end_row();
      if (agrees) ++output.tally[fmt::format("practitioner_survey_agree.{}", question.text)];
    }
    ++output.tally["practitioner_survey.respondents"];
    if (rural) ++output.tally["practitioner_survey.rural_respondents"];
  }
  output.parts.push_back(sheet.finish());
}

}  // namespace

Output make_programmes(const World& world) {
  Output output;
  programmes(world, output);
  volunteers(world, output);
  survey(world, output);
  return output;
}

}  // namespace dmp::synth
