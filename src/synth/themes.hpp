#pragma once

#include "synth/world.hpp"

/// One function a theme: a world in, the theme's share of the extracts and its truths out. Themes do not depend on each
/// other's output, so they can run at the same time.
namespace dmp::synth {

/// crime, crime_people and crime_outcomes of a financial year (0 to 4).
Output make_crime(const World& world, int year);
/// stop_and_search of a financial year.
Output make_stop_search(const World& world, int year);
/// arrests, custody_screening, drug_tests.
Output make_arrests(const World& world);
/// rui and homicides.
Output make_investigations(const World& world);
/// seizures and operations.
Output make_seizures(const World& world);
/// organised_crime_groups, gangs, county_lines, cuckooed_addresses, exploitation_referrals, intelligence, prison_incidents.
Output make_supply(const World& world);
/// treatment_episodes, treatment_interventions, outcome_reviews.
Output make_treatment(const World& world);
/// prison_releases.
Output make_prison_releases(const World& world);
/// hospital_admissions, deaths, ambulance.
Output make_health(const World& world);
/// exclusions and neet.
Output make_schools(const World& world);
/// areas, area_aliases, ethnicity, deprivation, dwellings, geodemographic_groups, labour_market.
Output make_context(const World& world);
/// population of a year (0 is mid-2020).
Output make_population(const World& world, int year);
/// drug_user_estimates, survey_prevalence, price_purity, wastewater.
Output make_market(const World& world);
/// practitioner_survey, programmes, naloxone_kits, recovery_volunteers.
Output make_programmes(const World& world);
/// homelessness_duties, children_in_need, survey_results, school_audits, brief_interventions, reoffending, sentences,
/// attributable_fractions, published_figures.
Output make_services(const World& world);

}  // namespace dmp::synth
