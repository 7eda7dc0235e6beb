// What an app does with the types: asks by documented parameters, takes either ids or objects, meets null.
import type { HobbyEvent, HobbyEventPage, Problem, operations } from "./v1.js";
import type { Promotion } from "./mobile.js";

type Asked = NonNullable<operations["list_hobby_events"]["parameters"]["query"]>;

export async function nearest(base: string, latitude: number, longitude: number): Promise<HobbyEvent[]> {
  const asked: Asked = {
    near_latitude: latitude,
    near_longitude: longitude,
    ordering: "nearest",
    price_type: ["free", "one_time"],
    include: ["hobby_detail", "location_detail"],
  };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(asked)) {
    for (const one of Array.isArray(value) ? value : [value]) query.append(name, String(one));
  }
  const answer = await fetch(`${base}/api/v1/hobbyevents/?${query}`);
  if (!answer.ok) {
    const problem = (await answer.json()) as Problem;
    throw new Error(problem.errors.map((error) => `${error.field}: ${error.code}`).join(", "));
  }
  return ((await answer.json()) as HobbyEventPage).results;
}

export function line(event: HobbyEvent): string {
  const hobby = event.hobby;
  if (typeof hobby === "number") return `${event.start_date}: hobby ${hobby}`;
  const place = hobby.location;
  const where = place === null ? "somewhere" : typeof place === "number" ? `place ${place}` : place.name;
  const metres: number | null = event.distance_m;
  const organizer = hobby.translations?.name.sv ?? hobby.name;
  return `${event.start_date} ${organizer}, ${where}${metres === null ? "" : `, ${metres} m`}`;
}

export const left = (promotion: Promotion): number => promotion.available_count - promotion.used_count;

// @ts-expect-error: no such ordering
export const unknown: Asked = { ordering: "cheapest" };
