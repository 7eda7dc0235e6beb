"""The clients' contract (CONTRACT.md), line by line, and the tests that hold it; test_coverage.py keeps this true.

A line stands as its section and a few words. `clients.py` has a decoder for each client, `calls.py` what
each sends, `shapes.py` the data they meet.
"""

READING: dict[str, tuple[str, ...]] = {
    # --- 1: bases, headers, paging, errors
    "1.1 only v1 is served (trap 27)": ("test_traps.test_other_versions_and_unversioned_addresses_are_404",),
    "1.1 v1 pages hobbies and hobbyevents": ("test_traps.test_these_are_pages",),
    "1.2 GET is anonymous, whatever Authorization says (trap 14)": (
        "test_traps.test_reads_do_not_look_at_authorization",
    ),
    "1.2 JSON is the default": ("test_traps.test_json_whatever_is_accepted",),
    "1.2 gzip": ("test_traps.test_gzip_is_understood", "test_http.test_headers_as_the_phones_send_them"),
    "1.2 Accept-Language is ignored": ("test_traps.test_accept_language_is_ignored",),
    "1.3 CORS for reading, on errors too (trap 12)": (
        "test_traps.test_the_web_ui_may_read_answers_and_errors",
        "test_traps.test_the_web_uis_preflight_passes",
    ),
    "1.4 bare array or {results} (trap 1)": (
        "test_traps.test_these_are_pages",
        "test_traps.test_these_are_bare_arrays",
    ),
    "1.4 next: absolute, encoded, all filters, null at the end, never absent": (
        "test_clients.test_pages_of_events_are_objects_with_results_and_next",
        "test_paging_time.test_next_is_followed_through_all_pages_with_every_filter",
        "test_paging_time.test_previous_leads_back",
        "test_http.test_next_is_followed_over_the_wire",
    ),
    "1.5 shapes of errors": (
        "test_traps.test_errors_have_the_old_shape",
        "test_paging_time.test_a_page_beyond_the_last_is_404",
    ),
    # --- 1.3: the organizer web's sign-in
    "1.3 GET auth/token/ with cookies; the claims; five hours": (
        "test_sign_in.test_a_page_load_of_who_is_signed_in_gets_both_tokens",
    ),
    "1.3 CORS with credentials, on the 401 too (trap 12)": (
        "test_sign_in.test_the_ui_may_read_the_401_and_send_cookies",
    ),
    "1.3 the login sends people back by itself (trap 13)": (
        "test_sign_in.test_signing_in_leads_back_without_being_told_where",
    ),
    "1.3 the cookie reaches the API from the UI's page": (
        "test_sign_in.test_the_cookie_reaches_the_api_from_another_port_or_sub_domain",
    ),
    "1.3 POST auth/token/ and auth/token/refresh/": ("test_sign_in.test_credentials_get_tokens_as_with_the_original",),
    "1.3 preflights; API calls send no cookies": (
        "test_sign_in.test_every_call_of_the_ui_passes_its_preflight_without_cookies",
    ),
    "1.3 a token that has run out": ("test_sign_in.test_a_token_that_has_run_out_is_as_none",),
    # --- 2.1: hobbyevents
    "2.1 field tables, all calls, all shapes": (
        "test_events.test_each_list_call_survives_every_shape",
        "test_events.test_an_event_as_the_apps_read_it",
        "test_events.test_lists_and_detail_give_the_same_event",
    ),
    "2.1 include": ("test_events.test_include_nests_exactly_what_it_names",),
    "2.1 exclude_past_events": (
        "test_states.test_only_hobbies_with_a_coming_event_appear",
        "test_states.test_exclude_past_events_narrows_the_events_of_a_hobby",
    ),
    "2.1 ordering, near_latitude, near_longitude (trap 15)": (
        "test_events.test_nearest_orders_by_metres_and_puts_places_without_coordinates_last",
        "test_events.test_favourites_are_ordered_by_start",
        "test_traps.test_no_parameter_is_mandatory_and_none_fails",
    ),
    "2.1 page_size (traps 25, 26)": (
        "test_events.test_page_size",
        "test_events.test_without_page_size_500_rows_come_and_no_more",
        "test_events.test_with_a_page_size_the_events_of_a_hobby_are_paged",
    ),
    "2.1 start_time_from, start_time_to (trap 16)": (
        "test_events.test_a_full_day_of_times_lets_every_event_pass",
        "test_events.test_start_times_between",
        "test_events.test_no_time_of_day_is_midnight_to_midnight_and_never_null",
    ),
    "2.1 start_weekday (trap 17)": ("test_events.test_start_weekday_counts_from_monday_and_repeats",),
    "2.1 category": ("test_events.test_a_category_matches_its_children_and_repeats",),
    "2.1 price_type, price_amount": (
        "test_events.test_free_only",
        "test_events.test_every_price_type_has_an_amount_with_two_decimals",
    ),
    "2.1 search": (
        "test_events.test_search_looks_in_name_description_and_category_names",
        "test_events.test_an_empty_search_finds_everything",
    ),
    "2.1 hobby: all its events on one page, else each hobby once (traps 5, 26)": (
        "test_events.test_without_hobby_each_hobby_once_with_hobby_all_its_events",
        "test_events.test_more_than_500_events_of_a_hobby_fit_on_the_page",
        "test_events.test_the_next_event_is_the_next_that_passes_the_filters",
    ),
    "2.1 max_distance": ("test_events.test_max_distance_is_in_kilometres_under_any_ordering",),
    "2.1 no slash from iOS, no redirect (trap 4)": (
        "test_traps.test_reads_without_the_slash_are_answered_in_place_with_their_query",
        "test_http.test_no_read_is_redirected",
        "test_http.test_the_slashless_answer_keeps_its_query",
        "test_http.test_head_has_the_headers_of_get_and_no_body",
    ),
    "2.1 seven calls at once, one a key press (trap 19)": (
        "test_http.test_all_calls_of_a_starting_app_at_once",
        "test_traps.test_a_search_per_key_press_is_not_throttled",
    ),
    # --- 2.2: one event
    "2.2 detail, deep link, the hobby's events, past ones too (trap 21)": (
        "test_events.test_detail_and_the_hobbys_events_survive_every_shape",
        "test_states.test_a_past_event_is_read_by_id_and_by_its_hobby",
        "test_states.test_an_archived_hobby_is_in_no_list_but_its_events_stay_readable",
    ),
    # --- 2.3: hobbycategories
    "2.3 flat list: all, any depth, in tree order": (
        "test_categories.test_the_flat_list_has_all_categories_of_any_depth_in_tree_order",
        "test_categories.test_before_there_are_categories_both_lists_are_empty_arrays",
    ),
    "2.3 roots with the tree nested": (
        "test_categories.test_the_tree_gives_roots_with_everything_nested",
        "test_categories.test_parent_gives_the_children_of_one",
    ),
    "2.3 every id of the tree is in the flat list (trap 20)": (
        "test_categories.test_every_id_of_the_tree_is_in_the_flat_list",
        "test_categories.test_a_hidden_category_keeps_its_id_in_the_flat_list_but_is_not_offered",
        "test_traps.test_a_saved_filter_for_a_hidden_category_still_finds",
    ),
    "2.3 lang": ("test_categories.test_lang_replaces_the_name",),
    # --- 2.4: promotions
    "2.4 field table, all calls, all shapes": (
        "test_promotions.test_each_call_survives_every_shape",
        "test_promotions.test_a_promotion_as_each_client_reads_it",
    ),
    "2.4 ordering twice": ("test_promotions.test_ordering_twice_is_nearest",),
    "2.4 max_distance=45": ("test_promotions.test_within_45_kilometres",),
    "2.4 nearest without a position": (
        "test_promotions.test_without_a_position_nearest_and_max_distance_are_left_out_of_account",
    ),
    "2.4 usable_only": ("test_promotions.test_usable_only_leaves_out_what_is_used_up_or_has_not_begun",),
    "2.4 search": ("test_promotions.test_search_in_name_and_description",),
    "2.4 organizer is an id unless asked (trap 3)": (
        "test_promotions.test_the_organizer_is_nested_only_where_include_asks",
    ),
    "2.4 short by what it contains (trap 30)": (
        "test_promotions.test_lists_hold_what_ends_today_or_later",
        "test_promotions.test_a_past_promotion_is_read_by_id",
    ),
    # --- 2.6: the organizer web, reading
    "2.6 hobbies/?editable_only before there is a token (trap 14)": (
        "test_hobbies.test_a_strangers_editable_hobbies_are_an_empty_page",
        "test_promotions.test_the_web_list_is_empty_for_a_stranger",
        "test_locations_organizers.test_a_stranger_may_edit_none",
    ),
    "2.6 hobbies/<id>/: ids, not objects": (
        "test_hobbies.test_a_hobby_to_edit_has_ids_instead_of_objects",
        "test_hobbies.test_include_nests_on_request",
        "test_hobbies.test_the_list_survives_every_shape",
        "test_hobbies.test_pages_of_hobbies",
    ),
    "2.6 hobbyevents/?hobby=<id>": ("test_hobbies.test_the_events_of_a_hobby_name_it_by_id",),
    "2.6 locations/, organizers/": (
        "test_locations_organizers.test_locations_are_a_bare_array_for_anyone",
        "test_locations_organizers.test_organizers_are_a_bare_array_for_anyone",
        "test_locations_organizers.test_bare_arrays_hold_everything_whatever_page_is_asked",
    ),
    "2.6 hobbies/?editable_only with a token": (
        "test_sign_in.test_a_member_sees_its_own_hobbies_in_any_state_and_a_stranger_none",
    ),
    "2.6 locations/, organizers/ of who is signed in": (
        "test_sign_in.test_locations_and_organizers_are_ones_own_once_signed_in_and_all_before",
    ),
    # --- 2.6: the organizer web, writing
    "1.5: field errors of writes": ("test_organizer_web.test_refusals_have_the_old_shapes",),
    "2.6 POST hobbies/ (traps 10, 11)": (
        "test_organizer_web.test_a_new_hobby_is_saved_and_its_id_drives_the_next_step",
        "test_organizer_web.test_a_price_is_text_as_typed_or_the_number_0",
    ),
    "2.6 PUT hobbies/<id>/: the whole object back (traps 8, 9)": (
        "test_organizer_web.test_the_whole_hobby_comes_back_on_put",
        "test_organizer_web.test_put_leaves_untouched_texts_untouched_in_every_language",
        "test_organizer_web.test_what_is_changed_is_the_text_that_was_shown",
        "test_organizer_web.test_a_name_that_would_be_too_long_today_can_be_sent_back",
    ),
    "2.6 cover_image: null or a data URI, short names for uploaded pictures (trap 7)": (
        "test_organizer_web.test_a_picture_is_a_data_uri_and_comes_back_as_a_short_address",
    ),
    "2.6 POST hobbyevents/: random id, HH:mm, is_recurrent (traps 2, 10)": (
        "test_organizer_web.test_further_weekly_events",
        "test_organizer_web.test_the_id_of_a_new_event_is_not_the_text_that_was_sent",
        "test_organizer_web.test_no_time_is_midnight",
    ),
    "2.6 DELETE: 204, and gone from the list": (
        "test_organizer_web.test_deleted_hobbies_leave_the_list_of_their_owner",
        "test_organizer_web.test_deleted_events_leave_the_list_of_their_owner_even_the_last",
        "test_organizer_web.test_deleted_promotions_leave_the_list_of_their_owner",
    ),
    "2.6 PUT, POST and DELETE leave all at once": ("test_organizer_web.test_put_post_and_delete_leave_all_at_once",),
    "2.6 hobbyEvents/<id>/ is never needed": (
        "test_organizer_web.test_a_single_event_can_be_put_but_not_at_the_address_with_the_capital",
    ),
    "2.6 POST locations/ (trap 29, in)": (
        "test_organizer_web.test_a_new_location_has_empty_texts_and_a_point",
        "test_organizer_web.test_a_new_location_may_have_no_point",
    ),
    "2.6 POST organizers/": ("test_organizer_web.test_a_new_organizer_needs_no_more_than_a_name",),
    "2.6 POST promotions/": ("test_organizer_web.test_a_new_promotion_has_its_number_as_text",),
    "2.6 PUT promotions/<id>/: the whole object back (trap 9)": (
        "test_organizer_web.test_the_whole_promotion_comes_back_on_put",
    ),
    # --- 3: what stays on the phone
    "3 favourites download every page": ("test_paging_time.test_favourites_walk_gives_each_hobby_once",),
    "3 addresses are https in production": ("test_traps.test_production_gives_out_https_addresses_only",),
    # --- 5: traps that no line above has
    "trap 2 integer ids below 2^31": (
        "test_traps.test_ids_are_32_bit_integers_above_the_old_backends",
        "test_states.test_an_unknown_id_is_404_as_json",
    ),
    "trap 4 a POST is never redirected": (
        "test_traps.test_writes_are_never_redirected",
        "test_http.test_a_post_is_not_redirected",
    ),
    "trap 6 absent is not null": (
        "test_traps.test_without_a_picture_the_key_is_there_and_null",
        "test_traps.test_what_is_missing_is_null_and_never_absent",
    ),
    "trap 7 cover_image": ("test_traps.test_picture_addresses_are_absolute_encoded_and_short",),
    "trap 18 no key category": ("test_hobbies.test_a_hobby_to_edit_has_ids_instead_of_objects",),
    "trap 19 unescaped search, no parameter mandatory": (
        "test_traps.test_an_unescaped_ampersand_cuts_the_search",
        "test_traps.test_an_unescaped_hash_cuts_all_that_follows",
        "test_traps.test_no_parameter_is_mandatory_and_none_fails",
        "test_http.test_searches_as_typed",
        "test_http.test_a_hash_in_a_search",
        "test_http.test_other_malformed_requests_are_refused",
        "test_requestline.test_only_the_query_of_a_read_is_mended",
    ),
    "trap 22 strings, not nulls": ("test_clients.test_android_notices", "test_clients.test_both_apps_notice"),
    "trap 23 names filled from another language": (
        "test_categories.test_names_are_filled_from_another_language",
        "test_traps.test_no_text_is_null_or_blank_for_want_of_finnish",
    ),
    "trap 29 longitude first": ("test_traps.test_coordinates_are_longitude_first_everywhere",),
    # --- 2.5: using promotions, the one call of the apps that writes
    "1.2, trap 24, trap 28: the app token": (
        "test_benefits.test_without_the_apps_token_it_is_401",
        "test_benefits.test_apps_with_the_old_token_and_with_the_new_one_are_heard",
        "test_benefits.test_uses_are_listed_nowhere",
    ),
    "2.5, trap 24: POST benefits/": (
        "test_benefits.test_a_slide_in_the_app_is_a_use",
        "test_benefits.test_when_it_is_used_up_the_old_refusal_says_so",
        "test_benefits.test_without_a_key_a_retry_is_another_use_and_with_one_it_is_not",
    ),
    "1.5, trap 10: field errors, and what else is sent": (
        "test_benefits.test_what_else_is_sent_is_left_out_of_account",
        "test_benefits.test_what_names_no_promotion_is_refused_by_field",
        "test_benefits.test_what_cannot_be_read_is_refused",
    ),
    # --- DESIGN.md, "Settled", where CONTRACT.md is silent
    "settled: readable by id or 404": (
        "test_states.test_published_and_archived_are_read_by_id_and_nothing_else",
        "test_states.test_what_a_suspended_or_pending_organizer_has_is_not_there",
        "test_states.test_hidden_hobbies_are_in_no_list",
        "test_states.test_an_archived_promotion_is_not_listed",
        "test_states.test_an_archived_location_is_not_listed_but_read_by_id",
    ),
    "settled: cancelled events": (
        "test_states.test_lists_omit_cancelled_events",
        "test_states.test_cancelled_events_stay_with_their_hobby_if_nothing_else_remains",
        "test_states.test_nothing_else_remains_among_the_coming_where_those_are_asked",
        "test_states.test_a_cancelled_event_read_by_id_says_so",
    ),
    "settled: the listing follows the clock, cut to the minute": (
        "test_paging_time.test_the_listing_moves_on_as_events_end_and_at_midnight",
        "test_states.test_now_is_cut_to_the_minute",
    ),
}

DECODERS = (
    "test_clients.test_a_good_event_passes",
    "test_clients.test_ios_notices_a_category_that_is_no_integer",
    "test_clients.test_categories_are_an_array_of_integer_ids",
    "test_clients.test_the_apps_notice_an_empty_name_also_in_children",
    "test_clients.test_each_client_reads_its_own_shape_of_promotion",
    "test_clients.test_the_web_form_wants_ids_and_a_short_picture_address",
)
"""Tests of the decoders themselves: they must notice what a client would not survive."""

LATER: dict[str, str] = {
    "3, 4: share links and what the pilot measured": "nothing is read from the backend for it",
}
"""Lines that are not held yet, or by nothing here."""
