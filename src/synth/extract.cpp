#include "synth/extract.hpp"

#include "core/errors.hpp"

namespace dmp::synth {
namespace {

using Definitions = std::vector<ExtractDefinition>;

constexpr std::string_view kBadDate = "31/02/2021";

Definitions police_extracts() {
  return {
      {"crime", "crime", "crime_{year}.csv",
       {"crime_id", "month", "occurred_from", "occurred_to", "offence_group", "offence", "drug", "lsoa_code", "longitude", "latitude",
        "location", "force", "outcome", "aggravating_drugs", "aggravating_alcohol", "aggravating_domestic"},
       {{"bad date", "month", "2021-13", 3}, {"unknown code", "drug", "moon dust", 2}, {"not a number", "longitude", "west", 1}, {"duplicate", "", "", 5}}, 3000},
      {"crime_people", "crime_person", "crime_people_{year}.csv",
       {"crime_id", "role", "sex", "age", "ethnicity", "gang_linked", "organised_crime_linked", "previous_drug_conviction", "person_id",
        "forename", "surname", "date_of_birth"},
       {{"missing", "crime_id", "", 2}, {"unknown code", "role", "bystander", 1}, {"negative", "age", "-4", 2}, {"duplicate", "", "", 4}}, 3000},
      {"crime_outcomes", "crime_outcome", "crime_outcomes_{year}.csv", {"crime_id", "month", "outcome", "lsoa_code", "force"},
       {{"missing", "crime_id", "", 2}, {"bad date", "month", "May", 2}, {"duplicate", "", "", 3}}, 3000},
      {"stop_and_search", "stop_search", "stop_and_search_{year}.csv",
       {"searched_at", "kind", "sex", "age_range", "self_defined_ethnicity", "officer_defined_ethnicity", "object_of_search", "outcome",
        "outcome_linked", "longitude", "latitude", "lsoa_code", "authority_code", "force"},
       {{"bad date", "searched_at", "31/02/2021 22:15", 2}, {"duplicate", "", "", 3}}, 1000, ',', false, false, false, Container::zip},
      {"arrests", "arrest", "arrests.csv",
       {"arrest_id", "arrest_date", "sex", "age", "ethnicity", "offence_group", "offence", "drug_or_alcohol_offence", "trigger_offence",
        "custody_suite", "lsoa_code", "person_id", "forename", "surname", "date_of_birth"},
       {{"bad date", "arrest_date", kBadDate, 4}, {"missing", "arrest_id", "", 3}, {"not a number", "age", "unknown", 2}, {"duplicate", "", "", 6}}, 5000},
      {"custody_screening", "custody_screening", "custody_screening.csv",
       {"detention_id", "arrest_id", "screened_on", "authority_code", "drug_dependency", "alcohol_dependency", "mental_health_need",
        "self_harm_marker"},
       {{"bad date", "screened_on", kBadDate, 2}, {"missing", "arrest_id", "", 3}, {"duplicate", "", "", 2}}, 5000, ',', true},
      {"drug_tests", "drug_test", "drug_tests.csv",
       {"test_id", "arrest_id", "test_date", "authority_code", "custody_suite", "trigger_offence", "eligible", "tested",
        "positive_opiates", "positive_cocaine", "assessed", "referred", "engaged"},
       {{"bad date", "test_date", kBadDate, 2}, {"missing", "tested", "", 3}, {"duplicate", "", "", 4}}, 2000, ',', false, true},
      {"rui", "released_under_investigation", "rui.csv",
       {"rui_id", "offence", "start_date", "end_date", "authority_code", "age", "sex", "further_offence_date", "further_offence",
        "victim_date", "linked_modern_slavery", "linked_homicide", "person_id", "forename", "surname", "date_of_birth"},
       {{"bad date", "further_offence_date", kBadDate, 1}, {"missing", "start_date", "", 2}, {"duplicate", "", "", 2}}, 400},
      {"homicides", "homicide", "homicides.csv",
       {"homicide_id", "recorded_date", "authority_code", "drug_related", "alcohol_related", "review_status"},
       {{"bad date", "recorded_date", "30 February 2022", 1}, {"duplicate", "", "", 1}}, 20},
  };
}

Definitions supply_extracts() {
  return {
      {"seizures", "seizure", "seizures.csv",
       {"seizure_id", "operation_id", "seized_on", "drug", "quantity", "unit", "purity_percent", "lsoa_code", "authority_code",
        "valuation_gbp", "valuation_basis"},
       {{"negative", "quantity", "-12", 2}, {"unknown code", "unit", "bin bags", 2}, {"unknown code", "drug", "moon dust", 1}, {"duplicate", "", "", 3}}, 1500},
      {"operations", "operation", "operations.csv",
       {"operation_id", "name", "start_date", "end_date", "area_code", "arrests", "charges", "cash_gbp", "firearms", "vehicles", "people_safeguarded",
        "sentence_years", "weapons", "assets_gbp", "drugs_value_gbp", "drugs_value_basis", "kind", "level", "wider_operation_id", "published", "citation"},
       {{"negative", "arrests", "-1", 1}, {"missing", "name", "", 1}}, 8},
      {"organised_crime_groups", "organised_crime_group", "organised_crime_groups.csv",
       {"group_ref", "authority_code", "tier", "active", "mapped_on", "drug_motivated", "drug_involved", "county_lines_model",
        "encrypted_devices", "cryptocurrency", "disruption", "disrupted_on"},
       {{"missing", "authority_code", "", 1}, {"unknown code", "disruption", "spectacular", 1}}, 30},
      {"gangs", "gang", "gangs.csv",
       {"gang_ref", "authority_code", "active", "linked_to_drugs", "linked_to_county_lines", "recorded_on"},
       {{"missing", "active", "", 1}, {"duplicate", "", "", 1}}, 8},
      {"county_lines", "county_line", "county_lines.csv",
       {"line_ref", "direction", "first_known", "closed_on", "origin_code", "destination_code", "drugs"},
       {{"unknown code", "direction", "sideways", 1}, {"bad date", "first_known", kBadDate, 1}, {"duplicate", "", "", 1}}, 30},
      {"cuckooed_addresses", "cuckooed_address", "cuckooed_addresses.csv",
       {"address", "lsoa_code", "identified_on", "victim_vulnerable", "repeat_address"},
       {{"missing", "lsoa_code", "", 3}, {"duplicate", "", "", 4}}, 500},
      {"exploitation_referrals", "exploitation_referral", "exploitation_referrals.csv",
       {"referral_id", "referred_on", "authority_code", "sex", "age", "exploitation_type", "linked_to_drugs", "linked_to_county_lines",
        "national_referral"},
       {{"negative", "age", "-1", 2}, {"bad date", "referred_on", kBadDate, 1}, {"duplicate", "", "", 2}}, 300},
      {"intelligence", "intelligence", "intelligence.csv", {"month", "authority_code", "subject", "grade", "reports"},
       {{"negative", "reports", "-3", 2}, {"not a number", "reports", "several", 1}, {"duplicate", "", "", 1}}, 1000},
      {"prison_incidents", "prison_incident", "prison_incidents.csv",
       {"incident_id", "incident_date", "prison", "kind", "drug_related", "drug", "positive"},
       {{"unknown code", "kind", "drone", 2}, {"missing", "prison", "", 1}, {"duplicate", "", "", 2}}, 1000},
  };
}

Definitions treatment_extracts() {
  return {
      {"treatment_episodes", "treatment_episode", "treatment_episodes.csv",
       {"episode_id", "agency_code", "authority_code", "lsoa_code", "sex", "age", "ethnicity", "sexual_orientation", "client_group",
        "drug_group", "opiate", "crack", "referral_source", "referral_date", "start_date", "first_intervention_date",
        "injecting_status", "accommodation_at_start", "employment_at_start", "mental_health_need", "mental_health_treatment", "smoker",
        "smoking_cessation", "hepatitis_b_offered", "hepatitis_b_accepted", "hepatitis_c_tested", "naloxone_issued", "parent", "neet",
        "discharge_date", "discharge_reason", "accommodation_at_exit", "employment_at_exit", "client_id", "nhs_number", "forename",
        "surname", "date_of_birth"},
       {{"bad date", "discharge_date", kBadDate, 3}, {"missing", "start_date", "", 2}, {"unknown code", "drug_group", "gambling", 2}, {"duplicate", "", "", 5}}, 4000},
      {"treatment_interventions", "treatment_intervention", "treatment_interventions.csv",
       {"intervention_id", "episode_id", "kind", "setting", "start_date", "end_date"},
       {{"missing", "episode_id", "", 3}, {"unknown code", "setting", "on the moon", 1}, {"duplicate", "", "", 3}}, 4000},
      {"outcome_reviews", "outcome_review", "outcome_reviews.csv",
       {"review_id", "episode_id", "review_date", "stage", "days_opiates", "days_crack", "days_cocaine", "days_cannabis", "days_alcohol",
        "days_injecting", "days_worked", "housing_problem", "quality_of_life"},
       {{"above maximum", "days_opiates", "31", 3}, {"above maximum", "quality_of_life", "25", 2}, {"duplicate", "", "", 3}}, 6000},
      {"prison_releases", "prison_release", "prison_releases.csv",
       {"release_id", "prison", "released_on", "authority_code", "drug_group", "referred", "engaged_on", "prisoner_id", "forename",
        "surname", "date_of_birth"},
       {{"bad date", "engaged_on", kBadDate, 1}, {"missing", "authority_code", "", 2}, {"duplicate", "", "", 2}}, 1000, ',', false, false, true},
  };
}

Definitions harm_extracts() {
  return {
      {"hospital_admissions", "hospital_admission", "hospital_admissions.csv.gz",
       {"admission_id", "admitted_on", "sex", "age", "ethnicity", "lsoa_code", "authority_code", "primary_diagnosis",
        "secondary_diagnoses", "admission_method", "nhs_number"},
       {{"missing", "primary_diagnosis", "", 4}, {"above maximum", "age", "207", 1}, {"duplicate", "", "", 6}}, 5000, ',', false, false, false, Container::gzip},
      {"deaths", "death", "deaths.csv",
       {"death_id", "registered_on", "died_on", "sex", "age", "lsoa_code", "authority_code", "underlying_cause", "other_causes",
        "drug_poisoning", "drug_misuse", "alcohol_specific", "substances"},
       {{"bad date", "registered_on", kBadDate, 1}, {"missing", "underlying_cause", "", 1}, {"duplicate", "", "", 2}}, 300},
      {"exclusions", "exclusion", "exclusions.csv",
       {"academic_year", "period_start", "period_end", "authority_code", "school_type", "kind", "reason", "exclusions", "headcount"},
       {{"unknown code", "kind", "detention", 1}, {"negative", "exclusions", "-2", 1}, {"duplicate", "", "", 1}}, 60},
      {"neet", "neet", "neet.csv", {"period_start", "period_end", "authority_code", "cohort", "neet", "not_known"},
       {{"negative", "cohort", "-100", 1}}, 8},
      {"practitioner_survey", "survey_response", "practitioner_survey.csv",
       {"response_id", "surveyed_on", "agency", "authority_code", "rural", "question", "answer"},
       {{"unknown code", "answer", "perhaps", 3}, {"duplicate", "", "", 2}}, 500},
      {"programmes", "programme", "programmes.xlsx",
       {"programme", "authority_code", "period_start", "period_end", "activity", "people", "spend_gbp", "funding"},
       {{"negative", "people", "-20", 1}, {"bad date", "period_end", kBadDate, 1}}, 30, ',', false, false, false, Container::xlsx},
      {"ambulance", "overdose_incident", "ambulance.csv", {"incident_id", "incident_date", "lsoa_code", "naloxone_given"},
       {{"bad date", "incident_date", "00/00/2022", 2}, {"missing", "incident_id", "", 1}, {"duplicate", "", "", 2}}, 600, ';'},
      {"naloxone_kits", "naloxone_kit", "naloxone_kits.csv", {"authority_code", "period_start", "period_end", "kits"},
       {{"negative", "kits", "-12", 1}, {"missing", "kits", "", 1}}, 10},
      {"recovery_volunteers", "recovery_volunteer", "recovery_volunteers.csv",
       {"authority_code", "service", "period_start", "period_end", "active_volunteers", "people_mentored"},
       {{"negative", "active_volunteers", "-2", 1}, {"duplicate", "", "", 1}}, 10},
  };
}

Definitions context_extracts() {
  return {
      {"areas", "area", "areas.csv", {"area_code", "area_name", "area_type", "parent_code"},
       {{"unknown code", "area_type", "hamlet", 1}, {"duplicate", "", "", 1}}, 100},
      {"area_aliases", "area_alias", "area_aliases.csv", {"area_code", "alias", "vintage"}, {{"missing", "alias", "", 1}}, 4},
      {"population", "population", "population_{year}.csv", {"area_code", "year", "sex", "age_from", "age_to", "population"},
       {{"negative", "population", "-7", 2}, {"not a number", "population", "n/k", 1}, {"duplicate", "", "", 2}}, 5000},
      {"ethnicity", "census_group", "ethnicity.csv", {"area_code", "year", "characteristic", "category", "people"},
       {{"negative", "people", "-1", 1}, {"duplicate", "", "", 1}}, 500},
      {"deprivation", "deprivation", "deprivation.csv", {"area_code", "edition", "domain", "score", "rank", "decile"},
       {{"above maximum", "decile", "11", 1}, {"duplicate", "", "", 1}}, 500},
      {"geodemographic_groups", "geodemographic_group", "geodemographic_groups.csv", {"area_code", "group"}, {{"duplicate", "", "", 2}}, 300},
      {"labour_market", "labour_market", "labour_market.csv",
       {"area_code", "period_start", "period_end", "sex", "age", "economically_active", "unemployed", "percent", "lower_95", "upper_95"},
       {{"above maximum", "percent", "104.1", 1}, {"bad date", "period_end", kBadDate, 1}, {"duplicate", "", "", 1}}, 10},
      {"dwellings", "dwelling", "dwellings.csv", {"area_code", "year", "dwellings"},
       {{"negative", "dwellings", "-1", 1}, {"missing", "area_code", "", 1}}, 500},
      {"drug_user_estimates", "drug_user_estimate", "drug_user_estimates.csv",
       {"area_code", "period_start", "period_end", "drug_group", "method_version", "value", "lower_95", "upper_95"},
       {{"unknown code", "drug_group", "tea", 1}, {"negative", "value", "-40", 1}}, 20},
      {"survey_prevalence", "survey_prevalence", "survey_prevalence.csv",
       {"area_code", "period_start", "period_end", "drug", "age_from", "age_to", "sex", "percent", "lower_95", "upper_95", "citation"},
       {{"above maximum", "percent", "107.6", 1}, {"duplicate", "", "", 1}}, 60},
      {"price_purity", "price_purity", "price_purity.csv",
       {"drug", "period_start", "period_end", "measure", "purchase_grams", "value", "samples"},
       {{"unknown code", "measure", "vibe", 1}, {"negative", "value", "-80", 1}}, 40},
      {"wastewater", "wastewater", "wastewater.csv",
       {"site", "area_code", "sampled_on", "year", "weekday", "substance", "population", "flow_l_day", "concentration_ng_l",
        "load_mg_1000_day"},
       {{"negative", "flow_l_day", "-1", 1}, {"bad date", "sampled_on", kBadDate, 1}, {"duplicate", "", "", 1}}, 300},
  };
}

Definitions service_extracts() {
  return {
      {"homelessness_duties", "homelessness_duty", "homelessness_duties.csv",
       {"case_id", "decided_on", "authority_code", "duty", "sex", "age", "ethnicity", "household_type", "drug_dependency", "alcohol_dependency", "mental_health_need"},
       {{"unknown code", "duty", "advice", 2}, {"bad date", "decided_on", kBadDate, 1}, {"duplicate", "", "", 3}}, 1000},
      {"children_in_need", "child_assessment", "children_in_need.csv",
       {"assessment_id", "completed_on", "authority_code", "lsoa_code", "sex", "age", "ethnicity", "drug_factor_child", "drug_factor_parent", "drug_factor_other",
        "alcohol_factor_child", "alcohol_factor_parent", "alcohol_factor_other"},
       {{"bad date", "completed_on", kBadDate, 2}, {"missing", "authority_code", "", 2}, {"duplicate", "", "", 4}}, 2000},
      {"survey_results", "survey_result", "survey_results.csv",
       {"survey", "area_code", "period_start", "period_end", "measure", "subject", "age_from", "age_to", "sex", "percent", "lower_95", "upper_95", "respondents", "citation"},
       {{"above maximum", "percent", "104.2", 1}, {"unknown code", "measure", "drinks a lot", 1}, {"duplicate", "", "", 1}}, 40},
      {"school_audits", "school_audit", "school_audits.csv",
       {"school_ref", "audited_on", "authority_code", "school_type", "drug_policy", "alcohol_policy", "tobacco_policy", "drug_education"},
       {{"not yes or no", "drug_policy", "perhaps", 2}, {"duplicate", "", "", 1}}, 30},
      {"brief_interventions", "brief_intervention", "brief_interventions.csv",
       {"authority_code", "setting", "period_start", "period_end", "staff_trained", "interventions"}, {{"negative", "staff_trained", "-4", 1}, {"duplicate", "", "", 1}}, 30},
      {"reoffending", "offender", "reoffending.csv",
       {"cohort_ref", "index_date", "authority_code", "sex", "age", "ethnicity", "index_offence", "drug_cohort", "reoffended", "reoffences", "person_id", "forename", "surname", "date_of_birth"},
       {{"missing", "drug_cohort", "", 2}, {"bad date", "index_date", kBadDate, 1}, {"duplicate", "", "", 2}}, 200},
      {"sentences", "sentence", "sentences.csv",
       {"sentence_id", "sentenced_on", "authority_code", "sex", "age", "ethnicity", "offence", "sentence", "drug_rehabilitation", "alcohol_treatment", "mental_health_treatment", "person_id",
        "forename", "surname", "date_of_birth"},
       {{"unknown code", "sentence", "transportation", 2}, {"duplicate", "", "", 2}}, 200},
      {"attributable_fractions", "attributable_fraction", "attributable_fractions.csv",
       {"outcome", "diagnosis", "condition", "sex", "age_from", "age_to", "fraction", "version", "citation"}, {{"above maximum", "fraction", "1.4", 1}, {"duplicate", "", "", 1}}, 20},
      {"published_figures", "published_statistic", "published_figures.csv",
       {"publication", "statistic", "unit", "area_code", "area_name", "period_start", "period_end", "sex", "age", "category_type", "category", "value", "lower_95", "upper_95", "count",
        "denominator", "note"},
       {{"bad date", "period_start", kBadDate, 1}, {"missing", "statistic", "", 1}, {"duplicate", "", "", 1}}, 40},
  };
}

}  // namespace

const Definitions& extracts() {
  static const Definitions all = [] {
    Definitions joined;
    for (auto* group : {&police_extracts, &supply_extracts, &treatment_extracts, &harm_extracts, &service_extracts, &context_extracts})
      for (auto& definition : group()) joined.push_back(std::move(definition));
    return joined;
  }();
  return all;
}

const ExtractDefinition& extract(std::string_view id) {
  for (const auto& definition : extracts())
    if (definition.id == id) return definition;
  throw core::InternalError("no synthetic extract is called " + std::string(id));
}

std::string file_name(const ExtractDefinition& definition, std::string_view year) {
  std::string name(definition.file);
  const auto at = name.find("{year}");
  if (at != std::string::npos) name.replace(at, 6, year);
  return name;
}

std::string file_glob(const ExtractDefinition& definition) {
  if (definition.container == Container::zip) return std::string(definition.id) + ".zip";
  // Not only "*": crime_*.csv would take crime_people_2020-21.csv too.
  return file_name(definition, "20*");
}

}  // namespace dmp::synth
